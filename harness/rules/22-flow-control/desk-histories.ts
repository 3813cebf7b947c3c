import type { RuleContext } from "#spec";
import fc from "fast-check";
import { Desk, Failed, type Exercise } from "./desk.ts";

/** What happens at one moment: some end, some come, and some are sent as soon as another caller has its answer. */
interface Moment {
  /** Which of those under way end, as fractions of how many there are. */
  readonly ends: readonly { readonly which: number; readonly fails: boolean }[];
  readonly come: number;
  readonly comeFirst: boolean;
  /** Does each whose message ends send another one at once? */
  readonly follow: boolean;
  readonly throws: boolean;
}

interface History {
  readonly concurrency: number;
  readonly queue: number;
  readonly moments: readonly Moment[];
}

export const anyHistory: fc.Arbitrary<History> = fc.record({
  concurrency: fc.integer({ min: 1, max: 3 }),
  queue: fc.constantFrom(0, 1, 2, 3, Infinity),
  moments: fc.array(
    fc.record({
      ends: fc.array(fc.record({ which: fc.nat(5), fails: fc.boolean() }), { maxLength: 3 }),
      come: fc.integer({ min: 0, max: 4 }),
      comeFirst: fc.boolean(),
      follow: fc.boolean(),
      throws: fc.constantFrom(false, false, false, true),
    }),
    { minLength: 1, maxLength: 8 },
  ),
});

/** Lets it happen, and looks after each moment. */
export async function followHistory(
  context: Pick<RuleContext<Exercise>, "exercise" | "settle" | "check" | "step">,
  { concurrency, queue, moments }: History,
): Promise<void> {
  const { check, step } = context;
  const desk = new Desk(context, concurrency, queue);
  const fits = concurrency + queue;
  step(`${String(concurrency)} at once, a queue of ${String(queue)}`);
  let last = 0;
  const came: string[] = [];
  const send = (throws = false): void => {
    const id = `m${String((last += 1))}`;
    came.push(id);
    desk.arrive(id, throws ? { kind: "throws at once" } : {});
  };
  const follows = new Set<string>();

  for (const moment of moments) {
    const held = came.filter((id) => ["waits", "processed now"].includes(desk.stateOf(id) ?? ""));
    const before = came.length;
    const ended = [...new Set(moment.ends.map(({ which }) => desk.underWay[which % Math.max(1, desk.underWay.length)]))]
      .filter((id) => id !== undefined)
      .map((id) => ({ id, fails: moment.ends.some(({ fails }) => fails) && id.length % 2 === 0 }));
    const arrive = (): void => {
      for (let some = 0; some < moment.come; some += 1) send(moment.throws && some === 0);
    };
    const end = (): void => {
      for (const { id, fails } of ended) {
        if (moment.follow) follows.add(id);
        desk.end(id, fails ? new Failed(`${id} failed`) : undefined);
      }
    };
    if (moment.comeFirst) arrive();
    end();
    if (!moment.comeFirst) arrive();
    // Those who send again do it as soon as they can, between the end of one and the start of the next.
    for (let round = 0; round < 12 && follows.size > 0; round += 1) {
      await Promise.resolve();
      for (const id of follows) {
        if (desk.stateOf(id) === "processed now" || desk.stateOf(id) === "waits") continue;
        follows.delete(id);
        send();
      }
    }
    follows.clear();
    await desk.settle();
    const newcomers = came.slice(before);
    step(
      [
        ended.length > 0
          ? `${ended.map(({ id }) => id).join(", ")} end${ended.length === 1 ? "s" : ""}`
          : "nothing ends",
        newcomers.length > 0
          ? `${newcomers.join(", ")} come${newcomers.length === 1 ? "s" : ""}${moment.comeFirst ? " just before" : ""}`
          : "nobody comes",
      ].join(", "),
    );

    check.that(desk.most <= concurrency, `${String(concurrency)} may be processed at once, and there were more.`, {
      received: desk.most,
    });
    const refused = newcomers.filter((id) => desk.stateOf(id) === "refused");
    const room = Math.max(0, fits - held.length);
    check.that(
      newcomers.slice(0, room).every((id) => !refused.includes(id)),
      `There was room for ${String(room)} more, and one of the first ${String(Math.min(room, newcomers.length))} that came was refused.`,
      { received: refused },
    );
    const accepted = came.filter((id) => desk.stateOf(id) !== "refused");
    const open = accepted.filter((id) => ["waits", "processed now"].includes(desk.stateOf(id) ?? ""));
    check.that(
      open.length <= fits,
      `${String(concurrency)} can be processed and ${String(queue)} can wait. Nobody was refused, though there were more:`,
      { received: open },
    );
    check.equal(
      open.filter((id) => desk.stateOf(id) === "processed now"),
      open.slice(0, concurrency),
      "Of those that are not done, the first to come should be processed, in all places that there are. These are processed:",
    );
    for (const { id, fails } of ended)
      check.equal(
        desk.stateOf(id),
        fails ? "rejected" : "resolved",
        `${id} has ${fails ? "failed" : "been processed"}. For its caller it is:`,
      );
    for (const id of came)
      check.equal(
        desk.times(id),
        desk.stateOf(id) === "refused" || desk.stateOf(id) === "waits" ? 0 : 1,
        `For its caller, ${id} is: ${desk.stateOf(id) ?? "nothing"}. It was handed to process so many times:`,
      );
  }
}
