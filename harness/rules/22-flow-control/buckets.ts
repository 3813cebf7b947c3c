import type * as exercise from "#exercise/22-flow-control/2-token-bucket";
import type { RuleContext } from "#spec";
import type { PermitRequest, RunningTimer, TokenBucket } from "eventlings";
import { VirtualTime } from "../../traffic/virtual-time.ts";

export type Exercise = typeof exercise;

/** What a wait may take longer than it must, in milliseconds. */
export const LATE = 2;
/** Sums of fractions are not exact. */
const TINY = 1e-6;

/** Timers as Node has them: whole milliseconds, at least one. A busy process gets round to them late. */
class NodeTime extends VirtualTime {
  started = 0;
  /** Until then, the process is busy with something else: no timer fires before. */
  busyUntil = 0;
  #skipped = 0;

  /** Time passes in which nobody waits for a timer. */
  skip(milliseconds: number): void {
    this.#skipped += milliseconds;
  }

  override now(): Date {
    return new Date(super.now().getTime() + this.#skipped);
  }

  override elapsed(): number {
    return super.elapsed() + this.#skipped;
  }

  override start(milliseconds: number, callback: () => void): RunningTimer {
    this.started += 1;
    const whole = Math.max(1, Math.trunc(Number(milliseconds) || 0));
    return super.start(Math.max(whole, this.busyUntil - this.elapsed()), callback);
  }
}

/** Somebody who asked, and what they got, and when. */
export interface Waiter {
  readonly name: string;
  readonly asked: number;
  readonly request: PermitRequest;
  answer: boolean | undefined;
  at: number | undefined;
}

/** A bucket of the learner, in virtual time. Moments are milliseconds since it was made. */
export class Bench {
  readonly time: NodeTime;
  readonly bucket: TokenBucket;
  readonly burst: number;
  readonly perSecond: number;
  /** When permits were given, in order. */
  readonly given: number[] = [];
  /** Names, in the order in which they got a permit. */
  readonly order: string[] = [];
  readonly #start: number;
  #asked = 0;

  constructor(
    { exercise, settle }: Pick<RuleContext<Exercise>, "exercise" | "settle">,
    burst: number,
    perSecond: number,
  ) {
    this.burst = burst;
    this.perSecond = perSecond;
    this.time = new NodeTime(5_000, settle);
    const { time } = this;
    this.#start = time.elapsed();
    this.bucket = exercise.createTokenBucket({
      clock: { now: () => time.now(), elapsed: () => time.elapsed() },
      timers: time,
      options: { burst, perSecond },
    });
  }

  get now(): number {
    return this.time.elapsed() - this.#start;
  }

  tryTake(): boolean {
    const isGiven = this.bucket.tryTake();
    if (isGiven) this.given.push(this.now);
    return isGiven;
  }

  /** Tries so often, and says how often it got one. */
  tryOften(times: number): number {
    let got = 0;
    for (let time = 0; time < times; time += 1) if (this.tryTake()) got += 1;
    return got;
  }

  /** Somebody asks and waits. */
  ask(name = `w${String(this.#asked + 1)}`): Waiter {
    this.#asked += 1;
    const waiter: Waiter = { name, asked: this.now, request: this.bucket.take(), answer: undefined, at: undefined };
    void waiter.request.granted.then((answer) => {
      waiter.answer = answer;
      waiter.at = this.now;
      if (!answer) return;
      this.given.push(this.now);
      this.order.push(waiter.name);
    });
    return waiter;
  }

  askOften(times: number): Waiter[] {
    return Array.from({ length: times }, () => this.ask());
  }

  pass(milliseconds: number): Promise<void> {
    return this.time.pass(milliseconds);
  }

  /** The stretch in which most was given beyond what the bucket allows, if there is one. */
  get excess():
    { readonly from: number; readonly to: number; readonly given: number; readonly most: number } | undefined {
    const { given, burst, perSecond } = this;
    // Over all stretches at once: what was given up to here, less what came in, against the least of it before.
    let worst = { by: TINY, from: 0, to: 0, given: 0 };
    let least = { level: Infinity, index: 0 };
    for (const [index, at] of given.entries()) {
      const level = index - (at * perSecond) / 1_000;
      if (level < least.level) least = { level, index };
      const by = level + 1 - least.level - burst;
      if (by > worst.by) worst = { by, from: given[least.index] ?? 0, to: at, given: index - least.index + 1 };
    }
    if (worst.given === 0) return undefined;
    return { ...worst, most: burst + ((worst.to - worst.from) * perSecond) / 1_000 };
  }
}

/** Fails where more was given than allowed. */
export function checkExcess(check: RuleContext<Exercise>["check"], bench: Bench, story: string): void {
  const { excess } = bench;
  if (excess === undefined) {
    check.that(true, story);
    return;
  }
  const { from, to, given, most } = excess;
  const length = to - from;
  const where =
    length === 0 ? `At ${String(from)} ms` : `Between ${String(from)} and ${String(to)} ms, in ${String(length)} ms,`;
  check.fail(
    `${story} ${where} more permits were given than a burst of ${String(bench.burst)} and ${String(bench.perSecond)} a second allow.`,
    {
      // Rounded down: of 1.9995 permits, "2 at most" would allow the two that are refused here.
      expected: `${String(Math.floor(most * 1_000 + TINY) / 1_000)} at most`,
      received: given,
    },
  );
}
