import type { PulledRecord, PullSource, RunningTimer } from "eventlings";
import { highMarkOf, POLL } from "../../../src/judge/lab-settings.ts";
import type { VirtualTime } from "../../traffic/virtual-time.ts";
import type { LabModules } from "../modules.ts";
import { calling, type Protect } from "./protecting.ts";

/** A poll that waits for records. */
interface Pending {
  readonly max: number;
  readonly answer: (records: readonly PulledRecord<number>[]) => void;
  readonly timer: RunningTimer;
}

/** One partition of a log. Its records are attempts. */
class Partition implements PullSource<number> {
  fetched = 0;
  readonly #time: VirtualTime;
  readonly #log: number[] = [];
  #committed = 0;
  #isPaused = false;
  #pending: Pending | undefined;

  constructor(time: VirtualTime) {
    this.#time = time;
  }

  write(attempt: number): void {
    this.#log.push(attempt);
    this.#offer();
  }

  poll(max: number): Promise<readonly PulledRecord<number>[]> {
    return new Promise((resolve) => {
      const timer = this.#time.start(POLL, () => this.#answer([]));
      this.#pending = { max, answer: resolve, timer };
      this.#offer();
    });
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    this.#offer();
  }

  commit(next: number): Promise<void> {
    this.#committed = next;
    return Promise.resolve();
  }

  committed(): Promise<number> {
    return Promise.resolve(this.#committed);
  }

  end(): Promise<number> {
    return Promise.resolve(this.#log.length);
  }

  #offer(): void {
    if (this.#isPaused || this.#pending === undefined || this.fetched === this.#log.length) return;
    const from = this.fetched;
    const values = this.#log.slice(from, from + Math.max(1, Math.floor(this.#pending.max)));
    this.fetched += values.length;
    this.#answer(values.map((value, index) => ({ offset: from + index, value })));
  }

  #answer(records: readonly PulledRecord<number>[]): void {
    const pending = this.#pending;
    this.#pending = undefined;
    pending?.timer.cancel();
    pending?.answer(records);
  }
}

/**
 * Requests are written to a log of as many partitions as there are workers, each read by a consumer of its own.
 * What waits in the log is on a disk; in memory is what was fetched.
 */
export const pullConsumer: Protect<LabModules["pull-consumer"]> = (module, { settings, time, version }) => {
  const high = highMarkOf(settings);
  let done = 0;
  const partitions = Array.from({ length: settings.workers }, () => {
    const partition = new Partition(time);
    const consumer = module.createPullConsumer<number>({
      source: partition,
      process: async ({ value }) => {
        await version.work(value);
        done += 1;
        version.answer(value);
      },
      watermarks: { high, low: Math.floor(high / 2) },
    });
    void calling(() => consumer.run()).then(
      () => version.complain("came to an end, and a consumer reads for ever."),
      (error: unknown) => version.fail(error),
    );
    return partition;
  });
  return {
    send: (attempt) => partitions[attempt % partitions.length]?.write(attempt),
    held: () => partitions.reduce((sum, { fetched }) => sum + fetched, -done),
  };
};
