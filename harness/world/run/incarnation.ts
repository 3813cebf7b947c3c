import type { Actor } from "./actor.ts";

/** Something of a process that ends with it: an open transaction, messages in hand. */
export interface Held {
  /** Bits of what a crash changes. */
  mask(): number;
  /** Called once when the process dies: rolls back, gives back. */
  release(): void;
}

/** One life of a process. When it has died, nothing that it still does reaches the world. */
export class Incarnation {
  readonly actor: Actor;
  /** 1 for the first life. */
  readonly number: number;
  alive = true;
  /** Its `start` has returned or thrown. */
  over = false;
  readonly held: Held[] = [];

  constructor(actor: Actor, number: number) {
    this.actor = actor;
    this.number = number;
  }

  /** Bits of everything that a crash would change. */
  heldMask(): number {
    let mask = 0;
    for (let at = 0; at < this.held.length; at += 1) mask |= this.held[at]?.mask() ?? 0;
    return mask;
  }
}
