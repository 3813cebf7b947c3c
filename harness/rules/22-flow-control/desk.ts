import type * as exercise from "#exercise/22-flow-control/1-bounded-consumer";
import { isNotImplemented, type RuleContext } from "#spec";
import { QueueFull, type BoundedConsumer } from "eventlings";

export type Exercise = typeof exercise;

export interface Message {
  readonly id: string;
}

/** Where a message stands: not begun (it waits, or it is on its way there), being processed, over for its caller. */
export type State = "waits" | "processed now" | "resolved" | "rejected" | "refused";

/** How the processing of a message ends that is not ended by hand. */
export type Kind = "by hand" | "throws at once";

interface Entry {
  readonly message: Message;
  answer: "resolved" | "rejected" | "refused" | undefined;
  error: unknown;
  begun: number;
  end: { resolve(): void; reject(error: Error): void } | undefined;
}

/** The database did not take it. */
export class Failed extends Error {
  override readonly name = "Failed";
}

export const ids = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => `m${String(from + index)}`);

/** A bounded consumer of the learner at work. Messages are ended by the rule. */
export class Desk {
  readonly consumer: BoundedConsumer<Message>;
  /** Ids in the order in which their processing began. */
  readonly begun: string[] = [];
  /** The most that were ever processed at once. */
  most = 0;
  readonly #settle: () => Promise<void>;
  readonly #entries = new Map<string, Entry>();
  readonly #underWay = new Set<string>();
  readonly #throwing = new Set<string>();
  #unwritten: Error | undefined;

  constructor(
    { exercise, settle }: Pick<RuleContext<Exercise>, "exercise" | "settle">,
    concurrency: number,
    queue: number,
  ) {
    this.#settle = settle;
    this.consumer = exercise.createBoundedConsumer<Message>({
      concurrency,
      queue,
      process: (message) => this.#process(message),
    });
  }

  #process({ id }: Message): Promise<void> {
    const entry = this.#entries.get(id);
    if (entry === undefined) throw new Error("The consumer processed something that is no message.");
    this.begun.push(id);
    entry.begun += 1;
    if (this.#throwing.has(id)) throw new Failed(`${id} failed`);
    this.#underWay.add(id);
    this.most = Math.max(this.most, this.#underWay.size);
    return new Promise((resolve, reject) => {
      entry.end = { resolve, reject };
    });
  }

  /** A message comes. `afterwards` runs as soon as its caller has an answer. */
  arrive(
    id: string,
    { kind = "by hand", afterwards = () => undefined }: { kind?: Kind; afterwards?: () => void } = {},
  ): void {
    const entry: Entry = { message: { id }, answer: undefined, error: undefined, begun: 0, end: undefined };
    this.#entries.set(id, entry);
    if (kind === "throws at once") this.#throwing.add(id);
    const call = async (): Promise<void> => this.consumer.onMessage(entry.message);
    void call().then(
      () => {
        entry.answer = "resolved";
        afterwards();
      },
      (error: unknown) => {
        if (isNotImplemented(error)) this.#unwritten ??= error;
        entry.error = error;
        entry.answer = error instanceof QueueFull ? "refused" : "rejected";
        afterwards();
      },
    );
  }

  /** The processing of a message ends. */
  end(id: string, error?: Error): void {
    const end = this.#entries.get(id)?.end;
    if (end === undefined) return;
    this.#underWay.delete(id);
    if (error === undefined) end.resolve();
    else end.reject(error);
  }

  /** Until nothing can go on by itself. */
  async settle(): Promise<void> {
    await this.#settle();
    if (this.#unwritten !== undefined) throw this.#unwritten;
  }

  /** Messages come, one right after the other. */
  async come(...some: readonly string[]): Promise<void> {
    for (const id of some) this.arrive(id);
    await this.settle();
  }

  /** Messages end well, each when what came of the one before is over. */
  async done(...some: readonly string[]): Promise<void> {
    for (const id of some) {
      this.end(id);
      await this.settle();
    }
  }

  async fails(id: string, error: Error = new Failed(`${id} failed`)): Promise<void> {
    this.end(id, error);
    await this.settle();
  }

  errorOf(id: string): unknown {
    return this.#entries.get(id)?.error;
  }

  /** How often a message was handed to `process`. */
  times(id: string): number {
    return this.#entries.get(id)?.begun ?? 0;
  }

  stateOf(id: string): State | undefined {
    const entry = this.#entries.get(id);
    return entry === undefined ? undefined : (entry.answer ?? (this.#underWay.has(id) ? "processed now" : "waits"));
  }

  /** Ids of those in a state, in the order in which they came. */
  in(state: State): string[] {
    return [...this.#entries.keys()].filter((id) => this.stateOf(id) === state);
  }

  get underWay(): readonly string[] {
    return [...this.#underWay];
  }
}
