import type * as exercise from "#exercise/24-circuit-breakers/3-retry-budget";
import { isNotImplemented, type RuleContext } from "#spec";
import type { RetryBudget, RetryBudgetOptions, RunningTimer } from "eventlings";
import { VirtualTime } from "../../traffic/virtual-time.ts";

export type Exercise = typeof exercise;

/** The service says no, and will say no again. */
export class Declined extends Error {
  override readonly name = "Declined";
}

/** The service does not work at the moment. */
export class Down extends Error {
  override readonly name = "Down";
}

export const RETRIES: RetryBudgetOptions = {
  ratio: 0.1,
  reserve: 10,
  attempts: 3,
  pause: (retry) => 100 * retry,
  isRetryable: (error) => !(error instanceof Declined),
};

/** An attempt that was made: whose it was, when, and how much time it was told. */
export interface Attempt {
  readonly call: number;
  /** 1 for the first of its call. */
  readonly number: number;
  readonly at: number;
  readonly remaining: number;
}

export type Ending = "works" | "fails" | "declines" | "hangs";
export type Answer = { readonly value: unknown } | { readonly error: unknown } | undefined;

/** The code of the error that a caller got. */
export const codeOf = (answer: Answer): unknown =>
  answer !== undefined && "error" in answer && answer.error instanceof Error
    ? Reflect.get(answer.error, "code")
    : undefined;

/** A process that does not get round to its timers: those of 100 ms fire very late. */
export class BusyTime extends VirtualTime {
  override start(milliseconds: number, callback: () => void): RunningTimer {
    return super.start(milliseconds === 100 ? 1_050 : milliseconds, callback);
  }
}

const LONG = 60_000;

/** A client that calls a service through the learner's budget, in virtual time. */
export class Client {
  readonly time: VirtualTime;
  readonly attempts: Attempt[] = [];
  readonly error = { fails: new Down("the service is down"), declines: new Declined("the card is declined") };
  readonly budget: RetryBudget;
  readonly #settle: () => Promise<void>;
  #calls = 0;

  constructor(
    { exercise, settle }: Pick<RuleContext<Exercise>, "exercise" | "settle">,
    options: Partial<RetryBudgetOptions> = {},
    time = new VirtualTime(5_000, settle),
  ) {
    this.time = time;
    this.#settle = settle;
    this.budget = exercise.createRetryBudget({
      clock: { now: () => time.now(), elapsed: () => time.elapsed() },
      timers: time,
      options: { ...RETRIES, ...options },
    });
  }

  get retries(): number {
    return this.attempts.filter(({ number }) => number > 1).length;
  }

  /** Begins calls, all at once. What each attempt does, `how` says. */
  async begin(
    count: number,
    how: (attempt: number) => Ending,
    remaining = LONG,
    takes = 0,
  ): Promise<{ answer: Answer }[]> {
    const callers = Array.from({ length: count }, (): { answer: Answer } => ({ answer: undefined }));
    for (const caller of callers) {
      const call = (this.#calls += 1);
      let number = 0;
      const execute = async (): Promise<unknown> =>
        this.budget.execute((left) => {
          number += 1;
          this.attempts.push({ call, number, at: this.time.elapsed() - 5_000, remaining: left });
          return this.#attempt(how(number), takes);
        }, remaining);
      void execute().then(
        (value) => (caller.answer = { value }),
        (error: unknown) => (caller.answer = { error }),
      );
    }
    await this.#settle();
    for (const { answer } of callers)
      if (answer !== undefined && "error" in answer && isNotImplemented(answer.error)) throw answer.error;
    return callers;
  }

  /** One call, until it has ended or `wait` milliseconds have passed. */
  async ask(how: (attempt: number) => Ending, wait = 1_000): Promise<Answer> {
    const [caller] = await this.begin(1, how);
    await this.time.pass(wait);
    return caller?.answer;
  }

  async #attempt(how: Ending, takes: number): Promise<string> {
    if (how === "hangs") return new Promise(() => undefined);
    if (takes > 0) await this.time.sleep(takes);
    if (how === "works") return "done";
    throw this.error[how];
  }
}
