import type { LabFigures } from "../../src/judge/lab-settings.ts";
import { Numbers } from "./numbers.ts";

/** Counts what happens to one version, from one question to the next. */
export class Tally {
  attempts = 0;
  answered = 0;
  good = 0;
  rejected = 0;
  queued = 0;
  held = 0;
  readonly latencies = new Numbers();

  /** So many wait, and so many are held, at this moment. */
  see(queued: number, held: number): void {
    if (queued > this.queued) this.queued = queued;
    if (held > this.held) this.held = held;
  }

  figures(): LabFigures {
    const { queued, held, attempts, answered, good, rejected } = this;
    const sorted = this.latencies.sorted();
    return {
      queued,
      held,
      attempts,
      answered,
      good,
      rejected,
      p50: percentile(sorted, 0.5),
      p99: percentile(sorted, 0.99),
    };
  }

  /** What another one has counted is added. */
  add(other: Tally): void {
    this.attempts += other.attempts;
    this.answered += other.answered;
    this.good += other.good;
    this.rejected += other.rejected;
    this.see(other.queued, other.held);
    for (let index = 0; index < other.latencies.length; index += 1) this.latencies.push(other.latencies.at(index));
  }

  /** Begins anew. */
  clear(): void {
    this.attempts = this.answered = this.good = this.rejected = this.queued = this.held = 0;
    this.latencies.clear();
  }
}

/** The smallest value that so large a share does not exceed: nearest rank. */
const percentile = (sorted: Int32Array, share: number): number | null =>
  sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null;
