import type { Held, Incarnation } from "./run/incarnation.ts";
import type { Operation } from "./run/operation.ts";
import type { Run } from "./run/run.ts";

/** One life of a process, as the world's ports see it. */
export class Caller {
  readonly #run: Run;
  readonly #incarnation: Incarnation;

  constructor(run: Run, incarnation: Incarnation) {
    this.#run = run;
    this.#incarnation = incarnation;
  }

  /** Name of the process. */
  get name(): string {
    return this.#incarnation.actor.name;
  }

  /** 1 for the process as it was first started. */
  get life(): number {
    return this.#incarnation.number;
  }

  get isAlive(): boolean {
    return this.#incarnation.alive;
  }

  /** Asks for a step; the answer comes when a schedule has let it happen, or never. */
  ask<T>(operation: Operation): Promise<T> {
    return this.#run.ask(this.#incarnation, operation) as Promise<T>;
  }

  /** Offers a step that the world can take whenever it is ready: a delivery. */
  offer(operation: Operation): { withdraw(): void } {
    return this.#run.offer(this.#incarnation, operation);
  }

  /** Says what ends with the process. */
  hold(held: Held): void {
    this.#incarnation.held.push(held);
  }
}
