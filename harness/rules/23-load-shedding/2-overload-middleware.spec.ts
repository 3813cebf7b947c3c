import * as exercise from "#exercise/23-load-shedding/2-overload-middleware";
import { rulesFor, type RuleContext } from "#spec";
import { beforeARealServer } from "./real-http.ts";
import { anyTraffic, follow } from "./server-histories.ts";
import { threeRequests } from "./server-scene.ts";
import {
  became,
  drawn,
  FAR_OVER,
  handedOn,
  OPTIONS,
  OVER,
  Server,
  type End,
  type Exchange,
  type Exercise,
} from "./servers.ts";

const rule = rulesFor("load-shedding/overload-middleware", exercise);
const { maxActive, retryAfter } = OPTIONS;

type Context = Pick<RuleContext<Exercise>, "check">;

/** Fails unless exactly `free` of twenty more requests are handed on. */
async function hasRoomFor({ check }: Context, server: Server, free: number, story: string): Promise<void> {
  check.equal(
    handedOn(await server.arrive(20)),
    free,
    `${story} Then twenty more requests came in, and so many were handed on, where ${String(maxActive)} may be under way:`,
  );
}

/** Fails unless it was handed on once, and nothing else. */
function isHandedOn({ check }: Context, exchange: Exchange, story: string): void {
  check.that(
    exchange.handedOn === 1 && exchange.refusal === undefined && exchange.thrown === undefined,
    `${story}. It was not handed on, once and at once.`,
    {
      received: became(exchange),
    },
  );
}

/** Fails unless it was refused with this status, and not handed on. */
function isRefused({ check }: Context, exchange: Exchange, statuses: readonly number[], story: string): void {
  const { refusal } = exchange;
  check.that(refusal !== undefined && statuses.includes(refusal) && exchange.handedOn === 0, `${story}.`, {
    expected: `answered with ${statuses.join(" or ")}`,
    received: became(exchange),
  });
  check.equal(exchange.response.ended, 1, `${story}, and was refused. So often its response was ended:`);
}

rule("hands-on", async (context) => {
  const { exercise, check, step, scenario } = context;
  scenario(`a server with ${String(maxActive)} places; one request after the other comes in, and none ends`);
  const server = new Server(exercise);
  for (let active = 0; active < maxActive / 2; active += 1) {
    const exchange = await server.arrives();
    isHandedOn(
      context,
      exchange,
      `${String(active)} requests were under way, of ${String(maxActive)} that may be, and one more came in`,
    );
    check.equal(
      [exchange.response.statusCode, exchange.response.headers.size],
      [200, 0],
      "A request was handed on. The status and the number of headers of its response, before any handler has said anything:",
    );
  }
  step("another server of the same process, when this one is full");
  await server.arrive(maxActive);
  isHandedOn(
    context,
    await new Server(exercise).arrives(),
    "Another server in the same process is busy, and this one has nothing to do, and a request came in",
  );

  scenario("a handler that throws at once");
  const broken = new Error("no such page");
  const other = new Server(exercise);
  const thrown = await other.arrives("ana", {
    handler: () => {
      throw broken;
    },
  });
  check.that(
    thrown.thrown === broken,
    "A handler threw, and whoever called the middleware did not get that error. They would answer the request.",
    {
      expected: broken,
      received: thrown.thrown ?? became(thrown),
    },
  );
});

rule("nobody-waits", async (context) => {
  const { exercise, check, step, scenario } = context;
  scenario(`${String(maxActive)} requests come in, one after the other, and none ends`);
  const server = new Server(exercise);
  for (let active = 0; active < maxActive; active += 1) {
    const exchange = await server.arrives();
    check.that(
      exchange.handedOn > 0 || exchange.refusal !== undefined,
      `${String(active)} of ${String(maxActive)} places were taken, and one more request came in. It was not handed on at once: it waits.`,
      { received: became(exchange) },
    );
  }
  step("one more");
  const exchange = await server.arrives();
  check.that(
    exchange.handedOn > 0 || exchange.refusal !== undefined,
    "All places are taken, and a request came in. It was not refused at once: it waits, and keeps its socket.",
    { received: became(exchange) },
  );
  check.equal(server.time.running, 0, "Nothing is left to do for the middleware, and so many timers of its run:");
});

rule("limits-what-is-under-way", async (context) => {
  const { exercise, check, step, scenario } = context;
  scenario(`${String(maxActive)} places; 50 requests come in, whose handlers all wait for something`);
  const server = new Server(exercise);
  const exchanges: Exchange[] = [];
  for (let each = 1; each <= 50; each += 1) exchanges.push(await server.arrives("ana", { isRead: false }));
  check.equal(
    handedOn(exchanges),
    maxActive,
    `50 requests came in, and no response was over. At most ${String(maxActive)} may be under way, and so many were handed on:`,
  );
  for (const exchange of exchanges.slice(maxActive))
    isRefused(context, exchange, [429, 503], `${String(maxActive)} requests were under way, and one more came in`);
  step("the requests have been read to their end, which is their close; no response is over");
  for (const exchange of exchanges) exchange.request.emit("close");
  check.equal(
    handedOn(await server.arrive(20)),
    0,
    `${String(maxActive)} requests were handed on and have been read; their responses are not over. So many of twenty more were handed on:`,
  );

  scenario("50 requests come in within the same moment");
  check.equal(
    handedOn(await new Server(exercise).arriveTogether(50)),
    maxActive,
    `50 requests came in within the same moment. At most ${String(maxActive)} may be under way, and so many were handed on:`,
  );

  scenario("one place");
  const small = new Server(exercise, { options: { ...OPTIONS, maxActive: 1 } });
  check.equal(
    handedOn(await small.arrive(3)),
    1,
    "One request may be under way. Three came in, and so many were handed on:",
  );
});

rule("counts-each-end-once", async (context) => {
  const { exercise, step, scenario } = context;
  for (const end of ["is sent", "loses its client", "breaks"] as const satisfies readonly End[]) {
    const events = {
      "is sent": "finish, then close",
      "loses its client": "only a close, no finish",
      breaks: "error, then close",
    }[end];
    scenario(`40 times: a request is handed on, and its response ${end} (${events})`);
    const server = new Server(exercise);
    for (let each = 1; each <= 40; each += 1) {
      const exchange = await server.arrives();
      isHandedOn(
        context,
        exchange,
        `${String(each - 1)} requests have come and gone (each response ${end}: ${events}), none is under way, and one more came in`,
      );
      exchange.ends(end);
    }
    await hasRoomFor(context, server, maxActive, `40 requests have come and gone; each response ${end}: ${events}.`);

    scenario(`${String(maxActive)} are under way; three responses come to an end, each ${end} (${events})`);
    const full = new Server(exercise);
    const exchanges = await full.arrive(maxActive);
    for (const exchange of exchanges.slice(0, 3)) exchange.ends(end);
    step("twenty more come in");
    await hasRoomFor(
      context,
      full,
      3,
      `${String(maxActive)} were under way. Three responses have come to an end: each ${end} (${events}).`,
    );
  }

  scenario("40 times: a handler throws at once; the server answers with a 500, and the response is over");
  const server = new Server(exercise);
  for (let each = 1; each <= 40; each += 1) {
    const exchange = await server.arrives("ana", {
      handler: () => {
        throw new Error("no such page");
      },
    });
    exchange.ends();
  }
  await hasRoomFor(
    context,
    server,
    maxActive,
    "40 handlers threw at once, the server answered, and all responses are over.",
  );
});

rule("gone-before-it-came", async (context) => {
  const { exercise, scenario } = context;
  scenario("40 requests come in whose clients have left already: their close has been");
  const server = new Server(exercise);
  for (let each = 1; each <= 40; each += 1) await server.arrives("ana", { gone: true });
  await hasRoomFor(
    context,
    server,
    maxActive,
    "40 requests came in whose clients had left before (response.destroyed; no event comes any more).",
  );
});

rule("refusals-hold-nothing", async (context) => {
  const { exercise, step, scenario } = context;
  for (const [what, client] of [
    ["too many are under way", "ana"],
    ["their client sends too much", OVER.client],
  ] as const) {
    scenario(`${String(maxActive)} are under way; 100 more come in and are refused, because ${what}`);
    const server = new Server(exercise);
    const exchanges = await server.arrive(maxActive);
    const refused = await server.arrive(100, client);
    for (const exchange of refused)
      isRefused(context, exchange, [429, 503], `A request came in, and is refused because ${what}`);
    step("the refusals are not sent yet; two of the others are over");
    for (const exchange of exchanges.splice(0, 2)) exchange.ends();
    const two = await server.arrive(20);
    context.check.equal(
      handedOn(two),
      2,
      `100 requests were refused, because ${what}. Two that were under way are over, so there are two places. So many of twenty more were handed on:`,
    );
    step("the refusals are sent, and their responses are over");
    for (const exchange of [...refused, ...two]) if (exchange.refusal !== undefined) exchange.ends();
    await hasRoomFor(
      context,
      server,
      0,
      `${String(maxActive)} are under way. The responses of more than 100 refused requests are over, which gives no place back.`,
    );
  }

  scenario("100 requests are refused while nothing else is under way, because their client sends too much");
  const server = new Server(exercise);
  await server.arrive(100, OVER.client);
  await hasRoomFor(
    context,
    server,
    maxActive,
    "Nothing is under way; 100 requests of a client that sends too much were refused.",
  );
});

rule("says-whose-fault-it-is", async (context) => {
  const { exercise, check, scenario } = context;
  scenario("an empty server; a client that sends too much, and one that does not");
  const server = new Server(exercise);
  isRefused(
    context,
    await server.arrives(OVER.client),
    [429],
    "There is room, and one client sends more than it may. A request of this client came in",
  );
  isHandedOn(
    context,
    await server.arrives("ana"),
    "Another client sends more than it may. A request of ana, who does not, came in, and there is room",
  );
  scenario("a full server; a client that does nothing wrong");
  await server.arrive(maxActive);
  isRefused(
    context,
    await server.arrives("ana"),
    [503],
    "The server has too much to do, from all clients together. A request of a client that does nothing wrong came in",
  );
  isRefused(
    context,
    await server.arrives(OVER.client),
    [429, 503],
    "The server has too much to do, and this client sends more than it may. A request came in",
  );
  check.that(
    server.takes.every((count) => count <= 1),
    "For one request, the rates were asked more than once. Each time counts as a request of its client, who is told too early that it sends too much.",
    { received: Math.max(...server.takes) },
  );
});

rule("spreads-the-retries", async (context) => {
  const { exercise, check, scenario } = context;
  const secondsOf = ({ response, refusal }: Exchange): number => {
    const header = response.headers.get("retry-after");
    check.that(
      header !== undefined,
      `A request was answered with ${String(refusal)}, and the response has no Retry-After.`,
    );
    check.that(
      /^\d+$/.test(header ?? ""),
      `A request was answered with ${String(refusal)}. Its Retry-After is no whole number of seconds.`,
      { received: header },
    );
    return Number(header);
  };
  const { min, max } = retryAfter;
  const choices = max - min + 1;
  scenario(`a full server; 2,200 requests are refused, with a Retry-After from ${String(min)} to ${String(max)}`);
  const server = new Server(exercise, { random: drawn(7) });
  await server.arrive(maxActive);
  const counts = new Map<number, number>();
  for (const exchange of await server.arrive(200 * choices)) {
    isRefused(context, exchange, [503], "The server is full, and a request came in");
    const seconds = secondsOf(exchange);
    check.that(
      seconds >= min && seconds <= max,
      `A Retry-After of a 503 is not from ${String(min)} to ${String(max)}.`,
      { received: seconds },
    );
    counts.set(seconds, (counts.get(seconds) ?? 0) + 1);
  }
  const share = (seconds: number): number => counts.get(seconds) ?? 0;
  const all = Array.from({ length: choices }, (_, index) => min + index);
  const most = all.toSorted((a, b) => share(b) - share(a))[0] ?? min;
  check.that(
    share(most) <= 270,
    `2,200 clients were refused, and may be told any of ${String(choices)} different seconds. So many of them were told the same one, ${String(most)}, and come back together; about 200 would be even.`,
    { received: share(most) },
  );
  const least = all.toSorted((a, b) => share(a) - share(b))[0] ?? min;
  check.that(
    share(least) >= 140,
    `2,200 clients were refused, and may be told any of ${String(choices)} different seconds, ${String(min)} and ${String(max)} among them. So few of them were told ${String(least)}; about 200 would be even.`,
    { received: share(least) },
  );

  for (const { client, wait } of [OVER, FAR_OVER]) {
    scenario(`a client that may send again in ${String(wait)} ms is refused 50 times`);
    for (const exchange of await new Server(exercise).arrive(50, client)) {
      isRefused(context, exchange, [429], "A client sends more than it may. A request came in");
      const seconds = secondsOf(exchange);
      check.that(
        seconds * 1_000 >= wait && seconds * 1_000 <= wait + max * 1_000 + 999,
        `A client that may send again in ${String(wait)} ms was told to come back after so many seconds: ${seconds * 1_000 < wait ? "too early" : `more than ${String(max)} seconds too late`}.`,
        { received: seconds },
      );
    }
  }
});

rule("every-order-of-ends", ({ attack }) => attack(threeRequests));

rule("any-traffic", (context) => context.forAll(anyTraffic, (traffic) => follow(context, traffic), { runs: 1_000 }));

rule("over-real-http", (context) => beforeARealServer(context));
