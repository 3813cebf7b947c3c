import * as exercise from "#exercise/08-cqrs/1-command-handler";
import { isNotImplemented, rulesFor, same, show, type Scene, type StoreAtHand } from "#spec";
import {
  ConcurrencyError,
  InvalidCommand,
  orderStream,
  type AppendResult,
  type DomainEvent,
  type EventStoreClient,
  type NewEvent,
} from "eventlings";
import fc from "fast-check";
import {
  carriedOutOnce,
  openService,
  sendAndNote,
  sendUntilAnswered,
  serviceAtHand,
  type Exercise,
} from "./commands.ts";
import { decider, history, isRefusal, raw, request, validate } from "./shop.ts";

const rule = rulesFor("cqrs/command-handler", exercise);

const said = ({ type, data }: DomainEvent): DomainEvent => ({ type, data });

const positions = ({ streamPosition, globalPosition }: AppendResult): AppendResult => ({
  streamPosition,
  globalPosition,
});

/** Any command for one of two orders. */
const anyCommand = fc.record({
  order: fc.constantFrom("1", "2"),
  kind: fc.constantFrom("place", "place", "pay", "pay", "ship", "cancel"),
  /** Which of the earlier commands is sent again, if any. */
  again: fc.option(fc.nat(9), { freq: 2 }),
});

const toCommand = (kind: "place" | "pay" | "ship" | "cancel", order: string): unknown =>
  kind === "place" ? raw.place(order) : raw[kind]();

/** Rules that know one more event. */
const knowsWaivers: typeof decider = {
  ...decider,
  evolve: (state, event) =>
    event.type === "PaymentWaived" && state.status === "placed"
      ? { ...state, status: "paid" }
      : decider.evolve(state, event),
};

rule("appends-what-follows", async ({ exercise, check, step, scenario, forAll, settle }) => {
  await forAll(
    fc.array(anyCommand, { maxLength: 8 }),
    async (commands) => {
      // Hundreds of cases are nothing but microtasks: without a turn of the event loop they look like a hang.
      await settle();
      const { store, ports } = serviceAtHand();
      const handler = exercise.createCommandHandler(ports());
      const expected: Record<string, DomainEvent[]> = { "1": [], "2": [] };
      for (const [index, { kind, order }] of commands.entries()) {
        const command = toCommand(kind, order);
        step(`send ${kind} of order ${order}`);
        const before = expected[order] ?? [];
        const asked = request(`c${String(10 ** index)}`, command, order);
        try {
          const follows = decider.decide(validate(command), before.reduce(decider.evolve, decider.initialState()));
          await check.succeeds(
            () => handler.handle(asked),
            "A command with an id of its own, which the order allows, was not carried out.",
          );
          before.push(...follows);
        } catch (error) {
          if (!isRefusal(error)) throw error;
          await check.fails(
            () => handler.handle(asked),
            (thrown) => same(Reflect.get(Object(thrown), "code"), Reflect.get(Object(error), "code")),
            "A command with an id of its own, which the order refuses, did not reject with the error of `decide`.",
          );
        }
        // From the first event on that is another one: what comes before it says nothing.
        const stored = store.stream(orderStream(order)).events.map(said);
        const equal = before.findIndex((event, at) => !same(event, stored[at]));
        const from = equal < 0 ? before.length : equal;
        check.equal(
          stored.slice(from),
          before.slice(from),
          `Each command had an id of its own. The stream of order ${order} does not hold what they lead to, from position ${String(from + 1)} on.`,
        );
      }
      const streams = new Set(store.all().map(({ streamId }) => streamId));
      for (const order of ["1", "2"]) streams.delete(orderStream(order));
      check.equal([...streams], [], "Something was appended to streams that are no order's.");
      const ids = store.all().map(({ id }) => id);
      check.that(new Set(ids).size === ids.length, "Two events were given the same id.", { received: ids });
    },
    { runs: 1000 },
  );
  scenario("the first event of a stream, a note, was truncated: the others keep their positions");
  const { store, ports } = serviceAtHand([{ id: "note", type: "NoteAdded", data: {} }, ...history(raw.place("1"))]);
  await store.truncateBefore(orderStream("1"), 2);
  const answer = await check.succeeds(
    () => exercise.createCommandHandler(ports()).handle(request("c1", raw.pay())),
    "A command that the order allows was not carried out. Not every event of the stream is there any more, and its version counts them all.",
  );
  check.equal(answer.streamPosition, 3, "The payment was not recorded behind the last event of the stream.");
  scenario("all that was in the stream, two notes, was truncated: the stream is there, and its next position is 3");
  const emptied = serviceAtHand(["note 1", "note 2"].map((id) => ({ id, type: "NoteAdded", data: {} })));
  await emptied.store.truncateBefore(orderStream("1"), 3);
  const placed = await check.succeeds(
    () => exercise.createCommandHandler(emptied.ports()).handle(request("c1", raw.place("1"))),
    "A command that the order allows was not carried out. No event of the stream is there any more, and its version counts them all.",
  );
  check.equal(placed.streamPosition, 3, "The order was not recorded behind the last position of the stream.");
  scenario("the order holds PaymentWaived, of which only the newest rules know: they take it for paid; ship it");
  const waived = [...history(raw.place("1")), { id: "waived", type: "PaymentWaived", data: {} }];
  await check.succeeds(
    () => exercise.createCommandHandler(serviceAtHand(waived, knowsWaivers).ports()).handle(request("c1", raw.ship())),
    "The rules allow what was asked for, on all events of the stream. It was decided on fewer.",
  );
});

rule("says-where", async ({ exercise, check, step, attack }) => {
  const { store, ports } = serviceAtHand(history(raw.place("1")));
  store.fill(orderStream("2"), [{ id: "other", type: "OrderPlaced", data: {} }]);
  const handler = exercise.createCommandHandler(ports());
  for (const kind of ["pay", "cancel"] as const) {
    step(kind === "pay" ? "record a payment: one event" : "cancel the order: two events");
    const answer = await handler.handle(request(kind, raw[kind]()));
    const last = store.stream(orderStream("1")).events.at(-1);
    const expected = { streamPosition: last?.streamPosition, globalPosition: last?.globalPosition };
    check.equal(positions(answer), expected, "The answer is not where the command's last event was recorded.");
  }
  store.fill(orderStream("2"), [{ id: "another", type: "OrderCancelled", data: {} }]);
  step("cancel it once more: nothing follows");
  const before = store.all().length;
  const answer = await handler.handle(request("cancel again", raw.cancel()));
  check.equal(store.all().length, before, "A command from which nothing follows appended something.");
  const last = store.stream(orderStream("1")).events.at(-1);
  check.equal(
    answer.streamPosition,
    last?.streamPosition,
    "Nothing followed from the command, and the answer does not name the version of the stream.",
  );
  const [lowest, highest] = [last?.globalPosition ?? 0, store.all().at(-1)?.globalPosition ?? 0];
  check.that(
    answer.globalPosition >= lowest && answer.globalPosition <= highest,
    `Nothing followed from the command. The order's last event is at ${String(lowest)}, and the store has reached ${String(highest)}: the global position of the answer is not between the two.`,
    { received: answer.globalPosition },
  );
  const noted = serviceAtHand(history(raw.place("1")));
  const append: EventStoreClient["append"] = async (streamId, events, expected) => {
    const appended = await noted.store.append(streamId, events, expected);
    noted.store.fill(streamId, [{ id: "note", type: "NoteAdded", data: {} }]);
    return appended;
  };
  const busy = exercise.createCommandHandler({ ...noted.ports(), store: { ...noted.store, append } });
  step("record a payment of an order to which somebody adds a note the moment after");
  const told = await busy.handle(request("c1", raw.pay()));
  const paid = noted.store.stream(orderStream("1")).events.find(({ type }) => type === "PaymentReceived");
  check.equal(
    positions(told),
    { streamPosition: paid?.streamPosition, globalPosition: paid?.globalPosition },
    "A payment was recorded, and right behind it somebody else's note. The answer is not where the payment is.",
  );
  await attack((world) => {
    const service = openService(world, history(raw.place("1")));
    world.process("server", (me) => sendAndNote(service, me, request("c1", raw.pay())));
    world.process("server of another order", (me) => service.appendElsewhere(me));
    return {
      atTheEnd: () =>
        carriedOutOnce(service, "A payment was recorded, while something happened to another order.", [
          "PaymentReceived",
        ]),
    };
  });
});

rule("validates-first", async ({ exercise, check, step }) => {
  const { store, keyCalls, ports } = serviceAtHand(history(raw.place("1"), raw.pay()));
  const handler = exercise.createCommandHandler(ports());
  step("send something that is no command");
  await check.fails(
    () => handler.handle(request("c1", "please ship it")),
    (error) => error instanceof InvalidCommand,
    "Something that is no command did not reject with the error of `validate`, an InvalidCommand.",
  );
  check.equal(
    [...store.calls.map(({ call }) => call), ...Array.from({ length: keyCalls() }, () => "keys")],
    [],
    "The command was not valid, and the handler had asked or written to a store before it found out.",
  );
  step("ship the order, with blanks around the tracking number, which validation takes away");
  await handler.handle(request("c2", raw.ship()));
  check.equal(
    store.stream(orderStream("1")).events.at(-1)?.data,
    { trackingNumber: "TN-7", shippedAt: "2026-01-15T09:00:00.000Z" },
    "The event holds what came in, and not what `validate` gave.",
  );
});

/** What is sent, what was there before, and what should follow. */
const CASES = [
  { story: "An order was placed", before: history(), command: raw.place("1"), follows: ["OrderPlaced"] },
  {
    story: "A payment was recorded",
    before: history(raw.place("1")),
    command: raw.pay(),
    follows: ["PaymentReceived"],
  },
  {
    story: "An order that was paid was cancelled",
    before: history(raw.place("1"), raw.pay()),
    command: raw.cancel(),
    follows: ["OrderCancelled", "PaymentRefunded"],
  },
] as const;

const DAY = 86_400_000;

/** Ids that somebody might take for one another. */
const ALIKE = ["c", "C", " c", "c ", "", "c-0", "c:0", "c/0", "c#0", "c.0", "c_0", "0-c"];

rule("sent-again", async ({ exercise, check, step, scenario, forAll, settle }) => {
  for (const { story, before, command, follows } of CASES) {
    scenario(`${story}; something else happens to the order; then the same command comes again`);
    const { store, ports } = serviceAtHand(before);
    const asked = request("c1", command);
    const first = await exercise.createCommandHandler(ports()).handle(asked);
    store.fill(orderStream("1"), [{ id: "later", type: "NoteAdded", data: {} }]);
    const stored = store.all().length;
    step("send it again, to another process");
    const again = await check.succeeds(
      () => exercise.createCommandHandler(ports()).handle(asked),
      `${story}. The command was sent again, and was refused this time: the sender believes that it failed.`,
    );
    check.equal(store.all().length - stored, 0, `${story}. The command was sent again, and had effects again.`);
    check.equal(
      positions(again),
      positions(first),
      `${story}, which led to ${follows.join(" and ")}. The command was sent again, and the answer is not the one that it got the first time.`,
    );
  }
  scenario(
    "a payment is recorded in the life of a long order: 1,050 notes before it, and one a day for 150 days after it",
  );
  const late = serviceAtHand(history(raw.place("1")));
  const note = (id: string): NewEvent => ({ id, type: "NoteAdded", data: {} });
  late.store.fill(
    orderStream("1"),
    Array.from({ length: 1_050 }, (_, index) => note(`before ${String(index)}`)),
  );
  const paid = await exercise.createCommandHandler(late.ports()).handle(request("c1", raw.pay()));
  for (let day = 1; day <= 150; day += 1) {
    late.clock.advance(DAY);
    late.store.fill(orderStream("1"), [note(`day ${String(day)}`)]);
  }
  step("send the payment again");
  const answered = await exercise.createCommandHandler(late.ports()).handle(request("c1", raw.pay()));
  check.equal(
    late.store.stream(orderStream("1")).currentVersion,
    1_202,
    "A payment was recorded, as event 1,052 of its stream. It was sent again 150 days and as many events later, and was recorded again.",
  );
  check.equal(
    positions(answered),
    positions(paid),
    "A payment was recorded. It was sent again 150 days and as many events later, and the answer is not the one that it got the first time.",
  );
  for (const one of ["c", "C"])
    for (const other of ALIKE.filter((id) => id !== one)) {
      scenario(`two payments, with the ids ${JSON.stringify(one)} and ${JSON.stringify(other)}: they are two`);
      const { store, ports } = serviceAtHand(history(raw.place("1")));
      const handler = exercise.createCommandHandler(ports());
      for (const id of [other, one]) await handler.handle(request(id, raw.pay()));
      check.equal(
        store.stream(orderStream("1")).events.map(({ type }) => type),
        ["OrderPlaced", "PaymentReceived", "PaymentReceived"],
        `The ids of two payments, ${JSON.stringify(one)} and ${JSON.stringify(other)}, are not the same text. The second payment was taken for the first one, sent again.`,
      );
      step("send both again");
      for (const id of [other, one]) await handler.handle(request(id, raw.pay()));
      check.equal(
        store.stream(orderStream("1")).currentVersion,
        3,
        "Two payments were recorded. Both were sent again, and something was recorded again.",
      );
    }
  await forAll(
    fc.array(anyCommand, { maxLength: 10 }),
    async (commands) => {
      // Hundreds of cases are nothing but microtasks: without a turn of the event loop they look like a hang.
      await settle();
      const { store, ports } = serviceAtHand();
      // Two processes: whoever gets a command need not be the one that has handled it before.
      const handlers = [exercise.createCommandHandler(ports()), exercise.createCommandHandler(ports())];
      const sent: { readonly order: string; readonly kind: string; readonly asked: ReturnType<typeof request> }[] = [];
      const answers = new Map<string, AppendResult>();
      for (const [index, { order, kind, again }] of commands.entries()) {
        const earlier = again === null ? undefined : sent[again];
        const now = earlier ?? {
          order,
          kind,
          asked: request(`c${String(10 ** index)}`, toCommand(kind, order), order),
        };
        if (earlier === undefined) sent.push(now);
        const name = `${now.kind} of order ${now.order} (${now.asked.commandId})`;
        step(earlier === undefined ? `send ${name}` : `send ${name} again`);
        const handler = handlers[(index + (earlier === undefined ? 0 : 1)) % 2] ?? handlers[0];
        const before = store.all().length;
        const first = answers.get(now.asked.commandId);
        let answer: AppendResult | undefined;
        try {
          answer = await handler?.handle(now.asked);
        } catch (error) {
          if (!isRefusal(error)) throw error;
          check.that(
            first === undefined,
            "A command that was carried out was sent again, and was refused this time: the sender believes that it failed.",
            { received: error },
          );
          check.equal(store.all().length, before, "A command was refused, and something was appended.");
        }
        if (first !== undefined) {
          check.equal(
            store.all().slice(before).map(said),
            [],
            "A command that was carried out was sent again, and had effects again.",
          );
          check.equal(
            answer && positions(answer),
            first,
            "A command that was carried out was sent again, and the answer is not the one that it got the first time.",
          );
        }
        if (answer !== undefined && store.all().length > before) answers.set(now.asked.commandId, positions(answer));
      }
      check.that(true, "");
    },
    { runs: 1000 },
  );
});

/** Processes that get the same command, whose sender asks until there is an answer. */
const sending =
  (
    processes: readonly string[],
    { story, before, command, follows }: (typeof CASES)[number],
    how: string,
  ): Scene<Exercise> =>
  (world) => {
    const service = openService(world, before);
    for (const name of processes) world.process(name, (me) => sendAndNote(service, me, request("c1", command)));
    return { atTheEnd: () => carriedOutOnce(service, `${story}${how}.`, follows) };
  };

rule("two-copies-at-once", async ({ attack }) => {
  for (const example of CASES)
    await attack(sending(["server 1", "server 2"], example, ", and the command came to two servers at once"));
});

rule("crash-anywhere", async ({ attack }) => {
  for (const example of CASES) {
    const sentAgain = ", and the command was sent again after";
    await attack(sending(["server"], example, `${sentAgain} a crash`), { faults: { crashes: 2 } });
    await attack(sending(["server"], example, `${sentAgain} a lost answer`), { faults: { timeouts: 2 } });
  }
});

/** What a call rejects with; `undefined` where it does not. */
async function failureOf(call: () => Promise<unknown>): Promise<unknown> {
  try {
    await call();
    return undefined;
  } catch (error) {
    if (isNotImplemented(error)) throw error;
    return error;
  }
}

/** A store in which somebody else is faster, the first so many times. */
function someoneIsFaster(store: StoreAtHand, times: number): { readonly store: EventStoreClient; isOver(): boolean } {
  let left = times;
  return {
    isOver: () => left === 0,
    store: {
      ...store,
      append(streamId, events, expected) {
        if (left > 0) {
          store.fill(streamId, [{ id: `faster ${String(left)}`, type: "NoteAdded", data: {} }]);
          left -= 1;
        }
        return store.append(streamId, events, expected);
      },
    },
  };
}

rule("another-was-first", async ({ exercise, check, scenario, attack }) => {
  scenario("whenever the handler appends a payment, somebody else has just appended a note");
  const { store, ports } = serviceAtHand(history(raw.place("1")));
  const faster = someoneIsFaster(store, 50);
  const handler = exercise.createCommandHandler({ ...ports(), store: faster.store });
  const failure = await failureOf(() => handler.handle(request("c1", raw.pay())));
  // It may have tried again until nobody was faster.
  if (failure === undefined)
    check.that(
      faster.isOver(),
      "Somebody else was always faster, and the sender of the payment was told that it is recorded.",
    );
  else
    check.that(
      failure instanceof ConcurrencyError,
      "Another command was recorded first. A ConcurrencyError tells the sender that to send again will help, and it got something else.",
      { expected: "ConcurrencyError", received: failure },
    );
  await attack((world) => {
    const service = openService(world, history(raw.place("1")));
    const sent = { pay: raw.pay(), cancel: raw.cancel() };
    for (const [commandId, command] of Object.entries(sent))
      world.process(`sends ${commandId}`, (me) => sendAndNote(service, me, request(commandId, command)));
    return {
      atTheEnd() {
        const appended = service.appended();
        const refusals = service.told.filter((told) => "refused" in told).length;
        const allowed = [
          { events: ["PaymentReceived", "OrderCancelled", "PaymentRefunded"], refusals: 0 },
          { events: ["OrderCancelled"], refusals: 1 },
        ];
        if (allowed.some(({ events, refusals: count }) => same(events, appended) && count === refusals))
          return undefined;
        return {
          happened: `A payment and a cancellation of one order came at once. Either the payment was first, and is given back, or the cancellation was, and the payment is refused. It ended otherwise: ${show(appended)}, and ${refusals === 0 ? "nobody was refused" : `refusals: ${String(refusals)}`}.`,
          expected: allowed.map(({ events }) => events),
          received: appended,
        };
      },
    };
  });
});

/** Rules under which an order that is not paid is not shipped, and nobody is told. */
const waitsForMoney: typeof decider = {
  ...decider,
  decide: (command, state) =>
    command.type === "ShipOrder" && state.status === "placed" ? [] : decider.decide(command, state),
};

rule("failure-is-not-remembered", async ({ exercise, check, scenario, step }) => {
  for (const other of [false, true]) {
    const who = other ? "another process" : "the same process";
    scenario(`an order that is not paid is to be shipped, and later, when it is, ${who} is asked again`);
    const { store, ports } = serviceAtHand(history(raw.place("1")));
    const handler = exercise.createCommandHandler(ports());
    const ship = request("ship", raw.ship());
    await check.fails(() => handler.handle(ship), isRefusal, "An order that is not paid was shipped.");
    check.equal(store.all().slice(1).map(said), [], "A command was refused, and something was appended.");
    step("record the payment");
    await handler.handle(request("pay", raw.pay()));
    step("send the first command again");
    const second = other ? exercise.createCommandHandler(ports()) : handler;
    await check.succeeds(
      () => second.handle(ship),
      "A command was refused because the order was not paid. It was paid, the command was sent again, and it was refused once more.",
    );
    check.equal(
      store.stream(orderStream("1")).events.map(({ type }) => type),
      ["OrderPlaced", "PaymentReceived", "OrderShipped"],
      "A command that was refused once was sent again when it was possible, and it was not carried out.",
    );
  }
  for (const other of [false, true]) {
    scenario(
      `nothing follows from a command; later something does, and ${other ? "another process" : "the same process"} gets it again`,
    );
    const { store, ports } = serviceAtHand(history(raw.place("1")), waitsForMoney);
    const handler = exercise.createCommandHandler(ports());
    const ship = request("ship", raw.ship());
    step("ship an order that is not paid: these rules do nothing then");
    await handler.handle(ship);
    step("record the payment, and send the first command again");
    await handler.handle(request("pay", raw.pay()));
    const answer = await (other ? exercise.createCommandHandler(ports()) : handler).handle(ship);
    check.equal(
      store.stream(orderStream("1")).events.map(({ type }) => type),
      ["OrderPlaced", "PaymentReceived", "OrderShipped"],
      "Nothing followed from a command at first. That leaves no trace: sent again, it is a new command, and it was not decided any more.",
    );
    check.equal(answer.streamPosition, 3, "The answer is not where the command's event was recorded.");
  }
  for (const call of ["read", "append"] as const) {
    scenario(`the store fails to ${call}, and the sender sends the command again`);
    const { store, ports } = serviceAtHand();
    const handler = exercise.createCommandHandler(ports());
    const place = request("place", raw.place("1"));
    const failure = store.failNext(call);
    // It may pass the failure on, or try again by itself.
    const told = await failureOf(() => handler.handle(place));
    check.that(
      told === undefined || told === failure,
      "The store failed, and its error is not what the caller got: nobody can tell any more what went wrong.",
      { expected: failure, received: told },
    );
    const answer = await check.succeeds(
      () => sendUntilAnswered(handler, place),
      "The store failed once. From then on the command failed however often it was sent.",
    );
    check.equal(
      store.all().map(({ type }) => type),
      ["OrderPlaced"],
      "The store failed once, and the command was sent again. It should be carried out now.",
    );
    check.equal(answer.streamPosition, 1, "The answer to a command that was sent again names another version.");
  }
});

rule("tells-nobody", async ({ exercise, check, step, attack }) => {
  const { published, ports } = serviceAtHand();
  const handler = exercise.createCommandHandler(ports());
  step("place an order, pay it, and cancel it");
  await handler.handle(request("c1", raw.place("1")));
  await handler.handle(request("c2", raw.pay()));
  await handler.handle(request("c3", raw.cancel()));
  if (published.length > 0)
    // It does tell. Then there is a schedule under which the store and those who were told disagree.
    await attack(
      (world) => {
        const service = openService(world, history());
        world.process("server", (me) => sendAndNote(service, me, request("c1", raw.place("1"))), {
          restarts: false,
          mayFail: true,
        });
        return {
          atTheEnd() {
            if (same(service.published, service.appended())) return undefined;
            const lost = service.published.length < service.appended().length;
            return {
              happened: lost
                ? "The handler publishes what it appends. It died in between: OrderPlaced is in the store, and nobody was ever told."
                : "The handler publishes what it means to append. OrderPlaced was told to everyone, and is not in the store.",
              expected: service.appended(),
              received: service.published,
            };
          },
        };
      },
      { faults: { crashes: 1 } },
    );
  check.equal(published, [], "The handler told others by itself, besides the store that they follow.");
});
