import type { Caller } from "../caller.ts";
import type { Site } from "../resource.ts";
import type { Answer } from "../run/operation.ts";
import { lostCalls } from "./key-value.ts";
import { sayAnswer } from "./words.ts";

/** One call on something shared: it happens at once, whenever a schedule lets it. */
export interface SharedCall<T> {
  /** What a timeline says: `"insert order-1 at 3"`. */
  readonly what: () => string;
  /** Does it change anything? Only what does is worth a crash right after it. */
  readonly changes: boolean;
  readonly perform: () => T;
  /** The part that it is about, where parts have nothing to do with each other: a stream, a key. */
  readonly part?: string;
  /** What the caller gets where the answer is lost; without it, the call cannot time out. */
  readonly lost?: () => Error;
  /** What came of it, in a word or two. */
  readonly outcome?: (answer: Answer) => string;
}

/**
 * Something shared of a rule's own, for a port that the world does not have: an event store, a vault.
 * The rule keeps its state; this makes each call on it a step.
 */
export class WorldShared {
  readonly #site: Site;

  constructor(site: Site) {
    this.#site = site;
  }

  /** Makes one call for a process. */
  call<T>(caller: Caller, { what, changes, perform, part = "", lost, outcome }: SharedCall<T>): Promise<T> {
    const { name, footprints, run } = this.#site;
    const bit = footprints.bit(`${name}/${part}`);
    const canBeLost = lost !== undefined && run.limits.faults.timeouts !== undefined;
    return caller.ask<T>({
      lane: name,
      direction: "call",
      reads: bit,
      writes: changes ? bit : 0,
      durable: changes,
      faults: canBeLost ? lostCalls(changes, perform, lost) : [],
      perform,
      what,
      outcome:
        outcome ?? ((answer) => (changes && answer.ok && answer.value === undefined ? undefined : sayAnswer(answer))),
    });
  }
}
