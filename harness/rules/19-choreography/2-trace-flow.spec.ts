import * as exercise from "#exercise/19-choreography/2-trace-flow";
import { rulesFor, same, type RuleContext } from "#spec";
import type { FlowDeclaration, FlowFindings, FlowRecords } from "eventlings";
import type { Arbitrary } from "fast-check";
import {
  factsOf,
  flows,
  GOES_ROUND,
  inOrder,
  ladder,
  recorded,
  recordings,
  treeOf,
  USUAL_DIAGRAM,
  WHOLE_SHOP,
  type Facts,
} from "./flow-graphs.ts";

type Context = RuleContext<typeof exercise>;
const rule = rulesFor("choreography/trace-flow", exercise);

/** How a declaration reads: one line for each reaction. */
const read = ({ starts, ends, reactions }: FlowDeclaration): readonly string[] => [
  `starts: ${starts.join(", ") || "none"}; ends: ${ends.join(", ") || "none"}`,
  ...reactions.map(({ service, on, says }) => `${service}: on ${on}, says ${says.join(", ") || "nothing"}`),
];

/** Inspects a copy of a flow, and makes sure that the copy is left as it was. */
function inspect({ exercise, check, scenario, step }: Context, flow: FlowDeclaration): FlowFindings {
  const [first = "", ...lines] = read(flow);
  scenario(first);
  if (lines.length < 20) for (const line of lines) step(line);
  const given = structuredClone(flow);
  const findings = exercise.inspectFlow(given);
  check.equal(given, flow, "inspectFlow changed the declaration that it was given.");
  return findings;
}

/** Holds one list of events against what is true. Their order does not matter; that each is there once does. */
function compare(
  { check }: Context,
  name: "unheard" | "unsaid" | "stranded" | "loops",
  received: readonly string[],
  expected: readonly string[],
  say: { readonly missing: (event: string) => string; readonly surplus: (event: string) => string },
): void {
  const values = { expected: expected.toSorted(), received: [...received].toSorted() };
  for (const event of expected)
    check.that(received.includes(event), `${say.missing(event)} It is missing in \`${name}\`.`, values);
  for (const [at, event] of received.entries()) {
    check.that(expected.includes(event), `\`${name}\` has ${event}. ${say.surplus(event)}`, values);
    check.that(received.indexOf(event) === at, `\`${name}\` has ${event} more than once.`, values);
  }
}

/** Runs a law about declarations on the flows of a shop first, and then on small random ones. */
async function onEveryFlow(
  context: Context,
  law: (flow: FlowDeclaration, findings: FlowFindings, facts: Facts) => void,
): Promise<void> {
  for (const flow of [USUAL_DIAGRAM, WHOLE_SHOP, GOES_ROUND]) law(flow, inspect(context, flow), factsOf(flow));
  await onMany(context, flows, (flow) => law(flow, inspect(context, flow), factsOf(flow)));
}

/** As `forAll`, a thousand times; now and then it lets others go on, as a judge that hears nothing takes it for a hang. */
async function onMany<T>({ forAll, settle }: Context, arbitrary: Arbitrary<T>, law: (value: T) => void): Promise<void> {
  let cases = 0;
  await forAll(
    arbitrary,
    async (value) => {
      cases += 1;
      if (cases % 50 === 0) await settle();
      law(value);
    },
    { runs: 1000 },
  );
}

rule("unheard-events", (context) =>
  onEveryFlow(context, ({ ends }, findings, { events, isHeard, isSaid }) =>
    compare(
      context,
      "unheard",
      findings.unheard,
      events.filter((event) => isSaid(event) && !isHeard(event) && !ends.includes(event)),
      {
        missing: (event) => `${event} is said, or comes from outside; it is no end, and nobody reacts to it.`,
        surplus: (event) =>
          ends.includes(event)
            ? "It is an end: nobody has to react to it."
            : isHeard(event)
              ? "Somebody reacts to it. A reaction that says nothing is one too."
              : "Nobody says it, and it does not come from outside: there is nothing to hear.",
      },
    ),
  ),
);

rule("unsaid-events", (context) =>
  onEveryFlow(context, ({ starts }, findings, { events, isSaid }) =>
    compare(
      context,
      "unsaid",
      findings.unsaid,
      events.filter((event) => !isSaid(event)),
      {
        missing: (event) => `${event} is waited for, but nobody says it and it does not come from outside.`,
        surplus: (event) => (starts.includes(event) ? "It comes from outside." : "Some reaction says it."),
      },
    ),
  ),
);

rule("every-end-can-be-reached", (context) =>
  onEveryFlow(context, ({ ends }, findings, { events, steps }) =>
    compare(
      context,
      "stranded",
      findings.stranded,
      events.filter((event) => !ends.includes(event) && ends.every((end) => steps(event, end) === Infinity)),
      {
        missing: (event) => `From ${event}, no way leads to an end.`,
        surplus: (event) =>
          ends.includes(event)
            ? "It is an end itself."
            : `From it, there is a way to ${ends.find((end) => steps(event, end) < Infinity) ?? "an end"}.`,
      },
    ),
  ),
);

rule("what-flows-together", (context) =>
  onEveryFlow(context, (_flow, { fanIns }, { events, follows }) => {
    const { check } = context;
    const inTurn = (list: FlowFindings["fanIns"]): FlowFindings["fanIns"] =>
      list
        .map((fanIn) => ({ event: fanIn.event, follows: fanIn.follows.toSorted() }))
        .toSorted((left, right) => (left.event < right.event ? -1 : 1));
    const expected = events
      .map((event) => ({ event, follows: events.filter((other) => follows(event, other)) }))
      .filter((fanIn) => fanIn.follows.length > 1);
    const received = inTurn(fanIns);
    for (const fanIn of expected) {
      const found = received.find(({ event }) => event === fanIn.event);
      check.that(
        found !== undefined,
        `${fanIn.event} may follow ${fanIn.follows.join(" and ")}. It is missing in \`fanIns\`.`,
        { expected, received },
      );
      check.equal(
        found,
        fanIn,
        `\`fanIns\` does not say of ${fanIn.event} just the events that it may follow, each once.`,
      );
    }
    for (const [at, { event }] of received.entries()) {
      const isOne = expected.some((fanIn) => fanIn.event === event);
      const isFirst = received.findIndex((fanIn) => fanIn.event === event) === at;
      const why = isOne ? "more than once" : "although it follows fewer than two different events";
      check.that(isOne && isFirst, `\`fanIns\` has ${event} ${why}.`, { expected, received });
    }
  }),
);

rule("every-loop", (context) =>
  onEveryFlow(context, (_flow, { loops }, { events, steps }) =>
    compare(
      context,
      "loops",
      loops.map((loop) => loop[0] ?? "nothing"),
      events.filter((event) => steps(event, event) < Infinity),
      {
        missing: (event) => `${event} may lead to itself, but no way round begins with it.`,
        surplus: () => "There is no way from it back to itself.",
      },
    ),
  ),
);

const counted = (steps: number): string => (steps === 1 ? "1 step" : `${String(steps)} steps`);

rule("shortest-way-round", async (context) => {
  const { check } = context;
  await onEveryFlow(context, (_flow, { loops }, { events, follows, steps }) => {
    check.equal(
      loops.length,
      events.filter((event) => steps(event, event) < Infinity).length,
      "`loops` has too many ways round, or too few: there should be one for each event that may lead to itself.",
    );
    for (const loop of loops) {
      const [first = "nothing"] = loop;
      const way = loop.join(" → ");
      check.that(
        loop.length > 1 && loop.at(-1) === first,
        `A way round should begin and end with the same event. This does not: ${way}.`,
        { received: loop },
      );
      for (const [at, event] of loop.entries())
        if (at > 0)
          check.that(
            follows(event, loop[at - 1] ?? ""),
            `${event} does not follow ${loop[at - 1] ?? ""} in any reaction. The way was ${way}.`,
            { received: loop },
          );
      check.that(
        loop.length - 1 === steps(first, first),
        `From ${first} back to itself it takes ${counted(steps(first, first))}. The way that is shown takes ${counted(loop.length - 1)}: ${way}.`,
        { received: loop },
      );
    }
  });
});

rule("many-ways", (context) => {
  const { check, exercise, step } = context;
  step("inspect a flow of 40 floors with two events on each; from each, both on the next floor may follow");
  step("a hang here means that all of its ways are walked: there are more than a million million");
  const findings = exercise.inspectFlow({ ...ladder(40), ends: ["left 40"] });
  check.equal(findings.loops, [], "`loops` shows a way round where everything leads upwards.");
  check.equal(
    findings.stranded,
    ["right 40"],
    "`stranded` should have the one event from which nothing follows and that is no end.",
  );
  const open = exercise.inspectFlow(ladder(40));
  check.equal(
    open.stranded.length,
    82,
    "None of the events leads to an end, as there is none. `stranded` does not have them all.",
  );
});

/** Traces a flow of a copy of these records, and holds it against the tree that it should be. */
function trace(context: Context, records: FlowRecords, happened: string): void {
  const { exercise, check, scenario, step } = context;
  scenario("trace flow-1 of these records, in this order");
  for (const { id, type, metadata } of records)
    step(
      `${id}: ${type}, ${metadata?.causationId === undefined ? "no cause" : `caused by ${metadata.causationId}`}, ${metadata?.correlationId ?? "no correlation id"}`,
    );
  const given = structuredClone(records);
  const received = inOrder(exercise.traceFlow(given, "flow-1"));
  const expected = treeOf(records, "flow-1");
  check.equal(given, records, "traceFlow changed the records that it was given.");
  if (same(received, expected)) return;
  const idsOf = (nodes: readonly { readonly id: string; readonly caused: readonly unknown[] }[]): string[] =>
    nodes.flatMap(({ id, caused }) => [id, ...idsOf(caused as Parameters<typeof idsOf>[0])]);
  const [ids, wanted] = [idsOf(received), idsOf(expected)];
  const missing = wanted.find((id) => !ids.includes(id));
  const surplus = ids.find((id, at) => !wanted.includes(id) || ids.indexOf(id) !== at);
  const what =
    missing !== undefined
      ? `${missing} is not in it.`
      : surplus !== undefined
        ? `${surplus} is in it${wanted.includes(surplus) ? " twice" : ", and should not be"}.`
        : "All are there, but not each in its place or with its type.";
  check.equal(received, expected, `${happened} ${what}`);
}

const isWhole = (records: FlowRecords): boolean =>
  records.every(({ metadata }) => {
    const cause = metadata?.causationId;
    return (
      cause === undefined ||
      records.some(({ id, metadata: other }) => id === cause && other?.correlationId === metadata?.correlationId)
    );
  });
const ofOneFlow = (records: FlowRecords): FlowRecords =>
  records.filter(({ metadata }) => metadata?.correlationId === "flow-1");

rule("rebuilds-the-tree", async (context) => {
  const order = [
    recorded("e1", "OrderPlaced"),
    recorded("e2", "StockReserved", "e1"),
    recorded("e3", "PaymentFailed", "e1"),
    recorded("e4", "PaymentFailed", "e1"),
    recorded("e5", "StockReleased", "e4"),
    recorded("e6", "OrderCancelled", "e5"),
  ];
  const happened = "The tree of the flow is not what its causes say.";
  trace(context, order, happened);
  trace(context, order.toReversed(), `The records came in the opposite order. ${happened}`);
  trace(context, [...order, ...order], `Each record was there twice. ${happened}`);
  await onMany(context, recordings, (records) => {
    const whole = ofOneFlow(records);
    if (isWhole(whole)) trace(context, whole, happened);
    else context.check.that(true, "A case for another rule.");
  });
});

rule("shows-gaps", async (context) => {
  const happened = "Some cause is not among the events of the flow. The tree should show a gap in its place, once.";
  trace(
    context,
    [recorded("e1", "OrderPlaced"), recorded("e3", "StockReleased", "e2"), recorded("e4", "OrderCancelled", "e3")],
    happened,
  );
  trace(
    context,
    [recorded("e3", "StockReleased", "e2"), recorded("e4", "MailSent", "e2"), recorded("e6", "OrderShipped", "e5")],
    happened,
  );
  await onMany(context, recordings, (records) => trace(context, ofOneFlow(records), happened));
});

rule("one-flow-only", async (context) => {
  const happened = "Other flows were recorded too.";
  trace(
    context,
    [
      recorded("e1", "OrderPlaced"),
      recorded("f1", "OrderPlaced", undefined, "flow-2"),
      recorded("f3", "OrderPlaced", undefined, "flow-10"),
      recorded("f2", "PaymentFailed", "e1", "flow-2"),
      { id: "g1", type: "OrderPlaced" },
      { id: "g2", type: "MailSent", metadata: { causationId: "e1" } },
    ],
    happened,
  );
  trace(
    context,
    [recorded("e1", "OrderPlaced", undefined, "flow-2"), recorded("e2", "StockReserved", "e1")],
    `${happened} e2 names a cause that carries another correlation id: in this flow, that is a gap.`,
  );
  trace(context, [recorded("e1", "OrderPlaced", undefined, "flow-2")], `${happened} Of flow-1, nothing was recorded.`);
  await onMany(context, recordings, (records) => trace(context, records, happened));
});
