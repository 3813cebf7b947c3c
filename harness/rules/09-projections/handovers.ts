import fc from "fast-check";

/** How a log is handed over: so many events that were there before, so many new ones, and each of them so often. */
export interface Handover {
  readonly again: number;
  readonly fresh: number;
  /** The ones from before come behind the new ones. */
  readonly late: boolean;
  readonly twice: boolean;
}

const anyHandover: fc.Arbitrary<Handover> = fc.record({
  again: fc.nat({ max: 4 }),
  fresh: fc.nat({ max: 4 }),
  late: fc.boolean(),
  twice: fc.boolean(),
});

export const anyHandovers = fc.array(anyHandover, { maxLength: 6 });

/** Cuts a log into batches. Whatever the handovers leave over comes in a last one. */
export function batchesOf<E>(events: readonly E[], handovers: readonly Handover[]): readonly (readonly E[])[] {
  const batches: (readonly E[])[] = [];
  let done = 0;
  for (const { again, fresh, late, twice } of handovers) {
    const before = events.slice(Math.max(0, done - again), done);
    const after = events.slice(done, done + fresh);
    const batch = late ? [...after, ...before] : [...before, ...after];
    batches.push(twice ? batch.flatMap((event) => [event, event]) : batch);
    done += after.length;
  }
  return [...batches, events.slice(done)].filter((batch) => batch.length > 0);
}
