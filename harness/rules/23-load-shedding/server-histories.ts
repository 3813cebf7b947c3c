import type { RuleContext } from "#spec";
import fc from "fast-check";
import { became, drawn, OPTIONS, OVER, Server, type End, type Exchange, type Exercise } from "./servers.ts";

type Step =
  | { readonly do: "arrive"; readonly client: string; readonly gone: boolean; readonly count: number }
  | { readonly do: "end" | "begin to end"; readonly which: number; readonly how: End };

interface Traffic {
  readonly maxActive: number;
  readonly steps: readonly Step[];
}

const end = {
  which: fc.nat({ max: 10 }),
  how: fc.constantFrom<End>("is sent", "breaks", "loses its client"),
};

/** What can happen to a server. */
export const anyTraffic: fc.Arbitrary<Traffic> = fc.record({
  maxActive: fc.integer({ min: 1, max: 4 }),
  steps: fc.array(
    fc.oneof(
      {
        weight: 5,
        arbitrary: fc.record({
          do: fc.constant("arrive" as const),
          client: fc.constantFrom("ana", "ben", "ana", "ben", OVER.client),
          gone: fc.constantFrom(false, false, false, false, true),
          count: fc.integer({ min: 1, max: 3 }),
        }),
      },
      { weight: 4, arbitrary: fc.record({ do: fc.constant("end" as const), ...end }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constant("begin to end" as const), ...end }) },
    ),
    { minLength: 1, maxLength: 16 },
  ),
});

/** Does what the history says, and holds each answer against what is under way. */
export async function follow(
  { exercise, check, step }: Pick<RuleContext<Exercise>, "exercise" | "check" | "step">,
  { maxActive, steps }: Traffic,
): Promise<void> {
  const server = new Server(exercise, { options: { ...OPTIONS, maxActive }, random: drawn(3) });
  const open: Exchange[] = [];
  /** Their first event has come, and their close has not: they may count, or not. */
  const ending = new Set<Exchange>();
  step(`${String(maxActive)} may be under way`);
  for (const next of steps) {
    if (next.do !== "arrive") {
      const exchange = open[next.which % Math.max(1, open.length)];
      if (exchange === undefined) continue;
      const name = `a response ${next.how}`;
      if (!ending.has(exchange)) exchange.response.begins(next.how);
      ending.add(exchange);
      if (next.do === "begin to end") {
        step(`${name}, and its close has not come yet`);
        continue;
      }
      exchange.response.closes();
      // Between two events of a server, promises go on.
      await server.time.pass(0);
      ending.delete(exchange);
      open.splice(open.indexOf(exchange), 1);
      step(`${name}, and is over: ${String(open.length)} are under way`);
      continue;
    }
    for (let each = 1; each <= next.count; each += 1) {
      const exchange = await server.arrives(next.client, { gone: next.gone });
      const isOver = next.client === OVER.client;
      if (next.gone) {
        step("a request whose client has left already");
        continue;
      }
      const least = open.length - ending.size;
      const isHandedOn = exchange.handedOn === 1 && exchange.refusal === undefined;
      const story = `${String(open.length)} requests were under way, where ${String(maxActive)} may be${ending.size > 0 ? ` (${String(ending.size)} of them without their close)` : ""}. A request of ${next.client} came in${isOver ? ", who sends too much" : ""}.`;
      const received = became(exchange);
      if (isOver) {
        const allowed = open.length >= maxActive ? [429, 503] : [429];
        check.that(exchange.handedOn === 0 && allowed.includes(exchange.refusal ?? 0), story, {
          expected: `answered with ${allowed.join(" or ")}`,
          received,
        });
      } else if (open.length < maxActive) check.that(isHandedOn, story, { expected: "handed on", received });
      else {
        const isRefused = exchange.handedOn === 0 && exchange.refusal === 503;
        check.that(isRefused || (isHandedOn && least < maxActive), story, { expected: "answered with 503", received });
      }
      step(`a request of ${next.client}: ${received}`);
      if (isHandedOn) open.push(exchange);
      else exchange.ends();
    }
  }
  check.that(server.time.running === 0, "Timers of the middleware run, although nobody is to wait.");
}
