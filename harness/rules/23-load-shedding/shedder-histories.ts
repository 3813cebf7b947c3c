import type { RuleContext } from "#spec";
import type { Arrival, Importance } from "eventlings";
import fc from "fast-check";
import { Door, IMPORTANCES, Model, type AllMarks, type Exercise, type Visit } from "./shedders.ts";

type Step =
  | { readonly do: "arrive"; readonly kind: Arrival["kind"]; readonly importance: Importance; readonly count: number }
  | { readonly do: "end"; readonly which: number; readonly count: number; readonly well: boolean };

interface Traffic {
  readonly marks: AllMarks;
  readonly steps: readonly Step[];
}

/** Marks as the kit promises them: the more important, the higher, and each low one below its high one. */
const anyMarks: fc.Arbitrary<AllMarks> = fc
  .tuple(fc.integer({ min: 1, max: 3 }), fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 5, maxLength: 5 }))
  .map(([low, [gap = 0, low1 = 0, high1 = 0, low2 = 0, high2 = 0]]) => {
    const optional = { low, high: low + 1 + gap };
    const normal = above(optional, low1, high1);
    return { optional, normal, critical: above(normal, low2, high2) };
  });

function above(mark: { low: number; high: number }, byLow: number, byHigh: number): { low: number; high: number } {
  const low = mark.low + byLow;
  return { low, high: Math.max(mark.high + byHigh, low + 1) };
}

const importance = fc.constantFrom<Importance>(...IMPORTANCES);

/** What can happen at a door. */
export const anyTraffic: fc.Arbitrary<Traffic> = fc.record({
  marks: anyMarks,
  steps: fc.array(
    fc.oneof(
      {
        weight: 5,
        arbitrary: fc.record({
          do: fc.constant("arrive" as const),
          kind: fc.constantFrom<Arrival["kind"]>("request", "request", "request", "request", "event"),
          importance,
          count: fc.integer({ min: 1, max: 4 }),
        }),
      },
      {
        weight: 4,
        arbitrary: fc.record({
          do: fc.constant("end" as const),
          which: fc.nat({ max: 20 }),
          count: fc.integer({ min: 1, max: 3 }),
          well: fc.boolean(),
        }),
      },
    ),
    { minLength: 1, maxLength: 20 },
  ),
});

/** Does what the history says, and holds every decision against the marks. */
export async function follow(
  { exercise, check, step }: Pick<RuleContext<Exercise>, "exercise" | "check" | "step">,
  { marks, steps }: Traffic,
): Promise<void> {
  const door = new Door(exercise, marks);
  const model = new Model(marks);
  const inside: Visit[] = [];
  /** Events that could not be handled. They may go to the dead letters: that is no decision. */
  const unhandled: string[] = [];
  step(
    `the marks, high and low: ${IMPORTANCES.map((name) => `${name} ${String(marks[name].high)} and ${String(marks[name].low)}`).join(", ")}`,
  );
  for (const next of steps) {
    if (next.do === "end") {
      const ending = inside.splice(next.which % Math.max(1, inside.length), next.count);
      if (ending.length === 0) continue;
      for (const visit of ending) {
        if (next.well) visit.done();
        else visit.fails(new Error("the database is busy"));
        if (!next.well && visit.arrival.kind === "event") unhandled.push(visit.arrival.name);
        await door.settles();
        model.counts(-1);
      }
      step(
        `of those inside, ${String(ending.length)} ${next.well ? "end well" : "fail"}: ${String(model.pending)} are pending`,
      );
      continue;
    }
    for (let each = 1; each <= next.count; each += 1) {
      const visit = await door.arrives(next.kind, next.importance);
      const isExpected = model.letsIn(visit.arrival);
      const because = model.because(visit.arrival);
      const what = `${next.importance} ${next.kind}`;
      check.that(
        visit.isIn === isExpected,
        `An arrival (${what}) was ${visit.isIn ? "let in" : "not let in"}, although ${because}.`,
      );
      check.that(visit.isIn || visit.isShed, `An arrival (${what}) was not let in, and got no Shed at once.`);
      if (visit.isIn) {
        inside.push(visit);
        model.counts(1);
      }
      step(`${what}: ${visit.isIn ? "let in" : "refused"}; ${String(model.pending)} are pending`);
    }
  }
  for (const name of unhandled)
    if (door.published.includes(name)) door.published.splice(door.published.indexOf(name), 1);
  check.equal(door.published.length + door.asked, 0, "To decide, so many calls of others were made:");
}
