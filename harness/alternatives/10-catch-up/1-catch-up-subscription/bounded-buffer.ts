// @style A class with two phases: it reads, then delivers what it buffered, and reads again when the buffer ran over.
import type {
  CatchUp,
  CatchUpEnd,
  CatchUpOptions,
  CatchUpSubscription,
  EventHandler,
  EventLog,
  Listening,
  RecordedEvent,
} from "eventlings";

interface Ports {
  readonly log: EventLog;
  readonly capacity: number;
}

class Reader implements CatchUp {
  readonly ended: Promise<CatchUpEnd>;
  readonly #ports: Ports;
  readonly #handler: EventHandler;
  readonly #onCaughtUp: () => void;
  #buffer: RecordedEvent[] = [];
  #ranOver = false;
  #position: number;
  #stopped = false;
  #failure: CatchUpEnd | undefined;
  #wake: () => void = () => undefined;

  constructor(ports: Ports, handler: EventHandler, options: CatchUpOptions) {
    this.#ports = ports;
    this.#handler = handler;
    this.#position = options.after ?? 0;
    this.#onCaughtUp = options.onCaughtUp ?? (() => undefined);
    this.ended = this.#run().catch((error: unknown) => ({ reason: "log-failed" as const, error }));
  }

  stop(): void {
    this.#stopped = true;
    this.#wake();
  }

  get #isOver(): boolean {
    return this.#stopped || this.#failure !== undefined;
  }

  async #run(): Promise<CatchUpEnd> {
    let listening: Listening | undefined;
    try {
      listening = await this.#ports.log.listen((event) => this.#take(event));
      await this.#catchUp();
      if (!this.#isOver) this.#onCaughtUp();
      while (!this.#isOver) await this.#live();
      return this.#failure ?? { reason: "stopped" };
    } finally {
      listening?.stop();
    }
  }

  #take(event: RecordedEvent): void {
    if (this.#ranOver || this.#buffer.length >= this.#ports.capacity) this.#ranOver = true;
    else this.#buffer.push(event);
    this.#wake();
  }

  /** Reads to the end. Whatever the buffer had to drop was stored before, so it is found here. */
  async #catchUp(): Promise<void> {
    this.#buffer = [];
    this.#ranOver = false;
    for (;;) {
      const page = await this.#ports.log.read({ after: this.#position, limit: this.#ports.capacity });
      for (const event of page) await this.#deliver(event);
      if (page.length === 0 || this.#isOver) return;
    }
  }

  async #live(): Promise<void> {
    const next = this.#buffer.shift();
    if (next !== undefined) return this.#deliver(next);
    if (this.#ranOver) return this.#catchUp();
    await new Promise<void>((resolve) => (this.#wake = resolve));
  }

  async #deliver(event: RecordedEvent): Promise<void> {
    if (this.#isOver || event.globalPosition <= this.#position) return;
    try {
      await this.#handler(event);
      this.#position = event.globalPosition;
    } catch (error) {
      this.#failure = { reason: "handler-failed", error, globalPosition: event.globalPosition };
    }
  }
}

export function createCatchUpSubscription(ports: Ports): CatchUpSubscription {
  return { subscribe: (handler, options = {}) => new Reader(ports, handler, options) };
}
