import type { RandomSource } from "./timers.ts";

/** How much the shop loses with a request that it does not serve. The most important first. */
export type Importance = "critical" | "normal" | "optional";

/**
 * When requests of one importance are refused. Both marks count *all* work that is pending: whatever was
 * let in and has not ended, requests and events of every importance.
 */
export interface ShedMarks {
  /** From the moment at which so much work is pending, they are refused. */
  readonly high: number;
  /** From the moment at which less than this is pending, they are let in again. At least 1, and below `high`. */
  readonly low: number;
}

/** What arrives. */
export interface Arrival {
  /** A request asks for something and can be refused. An event has happened, and cannot. */
  readonly kind: "request" | "event";
  /** What it is, for a log: `"POST /checkout"`. */
  readonly name: string;
  readonly importance: Importance;
}

/** What a load shedder is made with. It need not use all of it. */
export interface ShedderPorts {
  /** The more important, the higher: neither mark is below that of what is less important. */
  readonly marks: Readonly<Record<Importance, ShedMarks>>;
  /** What the monitoring knows. A call over the network. */
  readonly monitoring: { pending(): Promise<number> };
  /** Where events go that could not be handled, until somebody has mended the cause. */
  readonly deadLetters: { publish(arrival: Arrival): Promise<void> };
  readonly random: RandomSource;
}

/** Lets in as much work as the shop can do, and the most important first. */
export interface LoadShedder {
  /**
   * Does some work and gives what it gives, its value or its very error, or refuses it. Work that throws
   * at once has ended like work that rejects.
   *
   * @throws Shed where it was refused: `work` was not called
   */
  run<T>(arrival: Arrival, work: () => Promise<T>): Promise<T>;
}

/** A request was refused before any work was done for it. */
export class Shed extends Error {
  readonly code = "SHED";

  constructor(arrival: Arrival) {
    super(`${arrival.name} was refused: there is too much to do.`);
    this.name = "Shed";
  }
}
