import type * as exercise from "#exercise/22-flow-control/3-pull-consumer";
import { isNotImplemented, type RuleContext } from "#spec";
import type { PulledRecord, PullConsumer, PullSource, RunningTimer } from "eventlings";
import { VirtualTime } from "../../traffic/virtual-time.ts";

export type Exercise = typeof exercise;
type Tools = Pick<RuleContext<Exercise>, "exercise" | "settle">;

/** A poll without records takes so long. */
export const POLL = 1_000;

interface PendingPoll {
  readonly max: number;
  readonly answer: (records: readonly PulledRecord<string>[]) => void;
  readonly timer: RunningTimer;
}

/** What a source did when, for checks: when it was paused, resumed, and how many were buffered then. */
interface Switch {
  readonly to: "paused" | "resumed";
  readonly buffered: number;
}

export interface BenchOptions {
  readonly high: number;
  readonly low: number;
  /** Milliseconds that a record takes; `by hand`: until the rule ends it. */
  readonly takes?: (offset: number) => number | "by hand";
  /** Milliseconds that a commit takes. */
  readonly commitTakes?: number;
  /** Milliseconds until the answer where the log ends. It says where that was when it was asked. */
  readonly endTakes?: number;
  /** What was processed and committed in an earlier life. */
  readonly committed?: number;
  /** Records in the log at the beginning. */
  readonly records?: number;
}

/** A partition, and a consumer of the learner that reads it in virtual time. */
export class Bench {
  readonly time: VirtualTime;
  readonly consumer: PullConsumer;
  readonly options: Required<BenchOptions>;
  /** Offsets, as they were handed to `process`, and as they were processed to the end. */
  readonly begun: number[] = [];
  readonly done: number[] = [];
  readonly commits: number[] = [];
  readonly switches: Switch[] = [];
  polls = 0;
  /** The longest time without a poll, in milliseconds. */
  silence = 0;
  /** The most that were fetched and not processed. */
  most = 0;
  /** The most that were processed at once. */
  mostAtOnce = 0;
  /** The most of the log that was not processed, when something was written. */
  longest = 0;
  fetched: number;
  failure: { readonly error: unknown } | undefined;
  /** What the source does wrong the next time. */
  breaks: { readonly call: "poll" | "commit"; readonly error: Error } | undefined;
  #end: number;
  #isPaused = false;
  #pending: PendingPoll | undefined;
  #lastPoll = 0;
  readonly #hands = new Map<number, { resolve(): void; reject(error: Error): void }>();

  constructor({ exercise, settle }: Tools, options: BenchOptions) {
    this.options = { takes: () => 0, commitTakes: 0, endTakes: 0, committed: 0, records: 0, ...options };
    this.time = new VirtualTime(5_000, settle);
    this.#end = this.options.records;
    this.fetched = this.options.committed;
    this.consumer = exercise.createPullConsumer<string>({
      source: this.#source(),
      process: (record) => this.#process(record),
      watermarks: { high: options.high, low: options.low },
    });
  }

  get now(): number {
    return this.time.elapsed() - 5_000;
  }

  get buffered(): number {
    return this.fetched - this.options.committed - this.done.length;
  }

  get unprocessed(): number {
    return this.#end - this.options.committed - this.done.length;
  }

  get committed(): number {
    return this.commits.at(-1) ?? this.options.committed;
  }

  async run(): Promise<void> {
    const run = async (): Promise<void> => this.consumer.run();
    void run().then(
      () => (this.failure ??= { error: new Error("run came to an end") }),
      (error: unknown) => (this.failure ??= { error }),
    );
    await this.pass(0);
  }

  async pass(milliseconds: number): Promise<void> {
    await this.time.pass(milliseconds);
    this.silence = Math.max(this.silence, this.now - this.#lastPoll);
    if (isNotImplemented(this.failure?.error)) throw this.failure.error;
  }

  /** Records are written. */
  write(count = 1): void {
    this.#end += count;
    this.longest = Math.max(this.longest, this.unprocessed);
    this.#offer();
  }

  /** A record that is processed by hand ends. */
  async finish(offset: number, error?: Error): Promise<void> {
    const hand = this.#hands.get(offset);
    this.#hands.delete(offset);
    if (error === undefined) hand?.resolve();
    else hand?.reject(error);
    await this.pass(0);
  }

  #source(): PullSource<string> {
    return {
      poll: (max) => this.#poll(max),
      pause: () => {
        if (!this.#isPaused) this.switches.push({ to: "paused", buffered: this.buffered });
        this.#isPaused = true;
      },
      resume: () => {
        if (this.#isPaused) this.switches.push({ to: "resumed", buffered: this.buffered });
        this.#isPaused = false;
        this.#offer();
      },
      commit: async (next) => {
        if (this.options.commitTakes > 0) await this.time.sleep(this.options.commitTakes);
        else await Promise.resolve();
        this.#break("commit");
        this.commits.push(next);
      },
      committed: async () => Promise.resolve(this.committed),
      end: async () => {
        const end = this.#end;
        if (this.options.endTakes > 0) await this.time.sleep(this.options.endTakes);
        return end;
      },
    };
  }

  #break(call: "poll" | "commit"): void {
    if (this.breaks?.call !== call) return;
    const { error } = this.breaks;
    this.breaks = undefined;
    throw error;
  }

  async #poll(max: number): Promise<readonly PulledRecord<string>[]> {
    await Promise.resolve();
    this.#break("poll");
    if (!Number.isInteger(max) || max < 1)
      throw new RangeError(`poll(${String(max)}): max is a whole number, 1 or more.`);
    if (this.#pending !== undefined) throw new Error("poll was called while another poll was under way.");
    this.polls += 1;
    this.silence = Math.max(this.silence, this.now - this.#lastPoll);
    this.#lastPoll = this.now;
    return new Promise((resolve) => {
      const answer = (records: readonly PulledRecord<string>[]): void => {
        this.#pending = undefined;
        resolve(records);
      };
      this.#pending = { max, answer, timer: this.time.start(POLL, () => answer([])) };
      this.#offer();
    });
  }

  /** Gives a poll that is under way what there is. */
  #offer(): void {
    const pending = this.#pending;
    if (pending === undefined || this.#isPaused || this.fetched >= this.#end) return;
    const from = this.fetched;
    this.fetched = Math.min(this.#end, from + pending.max);
    this.most = Math.max(this.most, this.buffered);
    pending.timer.cancel();
    pending.answer(
      Array.from({ length: this.fetched - from }, (_, index) => ({
        offset: from + index,
        value: `record ${String(from + index)}`,
      })),
    );
  }

  async #process({ offset }: PulledRecord<string>): Promise<void> {
    this.begun.push(offset);
    this.mostAtOnce = Math.max(this.mostAtOnce, this.begun.length - this.done.length);
    const takes = this.options.takes(offset);
    if (takes === "by hand") await new Promise<void>((resolve, reject) => this.#hands.set(offset, { resolve, reject }));
    else if (takes > 0) await this.time.sleep(takes);
    else await Promise.resolve();
    this.done.push(offset);
  }
}

export const offsets = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);

/** What every consumer must have kept, whatever came. */
export function checkKept(check: RuleContext<Exercise>["check"], bench: Bench): void {
  const { committed, high, low } = bench.options;
  check.that(bench.failure === undefined, "Nothing had failed, and run came to an end.", {
    received: bench.failure?.error,
  });
  check.equal(
    bench.begun,
    offsets(committed, committed + bench.begun.length),
    "Records should be processed once each, in order, from the committed place on. They were handed to process in this order:",
  );
  check.that(bench.mostAtOnce <= 1, "One record is processed after the other. So many were processed at once:", {
    received: bench.mostAtOnce,
  });
  check.that(bench.most <= high, `At most ${String(high)} records may be fetched and not processed. There were:`, {
    received: bench.most,
  });
  for (const { to, buffered } of bench.switches) {
    if (to === "paused")
      // One whose commit is under way may still count as buffered.
      check.that(buffered >= high - 1, `It paused below the upper mark of ${String(high)}. So many were buffered:`, {
        received: buffered,
      });
    else
      check.that(buffered <= low, `It resumed above the lower mark of ${String(low)}. So many were buffered:`, {
        received: buffered,
      });
  }
}
