import type { Step } from "./step.ts";

/** Ways in which a step can go. Those of its operation's own faults follow. */
export const NORMAL = 0;
export const CRASH_BEFORE = 1;
export const CRASH_AFTER = 2;
export const FIRST_FAULT = 3;

/** Most variants of one step, and most steps of one actor in a run: they share the bits of an id. */
const VARIANTS = 16;
const STEPS = 1 << 16;

/** Names a move the same way in every run in which its process has got as far. */
export const idOf = (step: Step, variant: number): number => (step.actor * STEPS + step.sequence) * VARIANTS + variant;
/** The actor of a move, from its id. */
export const actorOf = (id: number): number => Math.floor(id / (VARIANTS * STEPS));

/**
 * Everything that can happen next, in an order that depends on nothing but the run so far: first
 * what goes on where the last step was, then what needs a switch, then the faults. The arrays are
 * used again for each step: there are millions of them.
 */
export class Moves {
  count = 0;
  readonly steps: Step[] = [];
  readonly variants: number[] = [];
  readonly ids: number[] = [];
  readonly reads: number[] = [];
  readonly writes: number[] = [];
  /** 1 where the move goes on in another lane than the last step, else 0. */
  readonly switches: number[] = [];

  add(step: Step, variant: number, reads: number, writes: number, switches: number): void {
    const at = this.count;
    this.steps[at] = step;
    this.variants[at] = variant;
    this.ids[at] = idOf(step, variant);
    this.reads[at] = reads;
    this.writes[at] = writes;
    this.switches[at] = switches;
    this.count = at + 1;
  }
}
