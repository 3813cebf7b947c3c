import type * as exercise from "#exercise/24-circuit-breakers/1-breaker";
import { isNotImplemented, type RuleContext } from "#spec";
import type { BreakerOptions, CircuitBreaker } from "eventlings";
import { VirtualTime } from "../../traffic/virtual-time.ts";

export type Exercise = typeof exercise;

export const SECOND = 1_000;
export const DAY = 86_400_000;

export const OPTIONS: BreakerOptions = {
  window: 10 * SECOND,
  minimumCalls: 10,
  failureRate: 0.5,
  openFor: 30 * SECOND,
  probes: 1,
  callTimeout: 2 * SECOND,
  isFailure: (error) => !(error instanceof Declined),
};

/** The service says no: it works. */
export class Declined extends Error {
  override readonly name = "Declined";
}

/** The service does not work. */
export class Down extends Error {
  override readonly name = "Down";
}

export type Ending = "works" | "fails" | "declines";

/** One call of a customer, and what became of it. */
export class Call {
  /** How often the service was called. */
  arrived = 0;
  /** What the caller got. */
  answer: { readonly value: unknown } | { readonly error: unknown } | undefined;
  readonly value: string;
  readonly error = { fails: new Down("the service is down"), declines: new Declined("the card is declined") };
  #resolve: (value: string) => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;

  constructor(number: number) {
    this.value = `answer ${String(number)}`;
  }

  get isThrough(): boolean {
    return this.arrived > 0;
  }

  /** What the service does when it is called. */
  readonly perform = (): Promise<string> => {
    this.arrived += 1;
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  };

  end(how: Ending): void {
    if (how === "works") this.#resolve(this.value);
    else this.#reject(this.error[how]);
  }

  /** The code of the error that the caller got. */
  get code(): unknown {
    const { answer } = this;
    if (answer === undefined || !("error" in answer)) return undefined;
    return answer.error instanceof Error ? Reflect.get(answer.error, "code") : undefined;
  }

  get retryAfter(): unknown {
    const { answer } = this;
    if (answer === undefined || !("error" in answer) || !(answer.error instanceof Error)) return undefined;
    return Reflect.get(answer.error, "retryAfter");
  }
}

/** A shop that calls a service through the learner's breaker, in virtual time. */
export class Shop {
  readonly time: VirtualTime;
  readonly #breaker: CircuitBreaker;
  readonly #settle: () => Promise<void>;
  #calls = 0;

  constructor(
    { exercise, settle }: Pick<RuleContext<Exercise>, "exercise" | "settle">,
    options: Partial<BreakerOptions> = {},
  ) {
    this.#settle = settle;
    this.time = new VirtualTime(5_000, settle);
    this.#breaker = exercise.createCircuitBreaker({
      clock: { now: () => this.time.now(), elapsed: () => this.time.elapsed() },
      timers: this.time,
      options: { ...OPTIONS, ...options },
    });
  }

  /** So many calls, all in the same moment. */
  async beginAll(count: number, perform?: (call: Call) => () => Promise<string>): Promise<Call[]> {
    const calls = Array.from({ length: count }, () => new Call((this.#calls += 1)));
    for (const call of calls) {
      const execute = async (): Promise<unknown> => this.#breaker.execute(perform?.(call) ?? call.perform);
      void execute().then(
        (value) => (call.answer = { value }),
        (error: unknown) => (call.answer = { error }),
      );
    }
    await this.#settle();
    for (const { answer } of calls)
      if (answer !== undefined && "error" in answer && isNotImplemented(answer.error)) throw answer.error;
    return calls;
  }

  async begin(): Promise<Call> {
    const [call] = await this.beginAll(1);
    if (call === undefined) throw new Error("There is one call.");
    return call;
  }

  async end(call: Call, how: Ending): Promise<void> {
    call.end(how);
    await this.#settle();
  }

  /** A call that ends in the moment in which it begins. */
  async ask(how: Ending): Promise<Call> {
    const call = await this.begin();
    await this.end(call, how);
    return call;
  }

  /** Calls one after the other, all in the same moment. */
  async askAll(...endings: readonly Ending[]): Promise<Call[]> {
    const calls: Call[] = [];
    for (const how of endings) calls.push(await this.ask(how));
    return calls;
  }

  /** Opens the circuit, as far as a rate of failures of one opens it. */
  async trip(failures = OPTIONS.minimumCalls): Promise<void> {
    await this.askAll(...times<Ending>(failures, "fails"));
  }
}

export const times = <T>(count: number, value: T): T[] => new Array<T>(count).fill(value);

export const through = (calls: readonly Call[]): number => calls.filter(({ isThrough }) => isThrough).length;
export const refused = (calls: readonly Call[]): number => calls.filter(({ code }) => code === "BREAKER_OPEN").length;
