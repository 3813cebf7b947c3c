// @style One loop does all the switching, between two polls, as a Kafka client does; commits only when the buffer is empty.
import type { PulledRecord, PullConsumer, PullConsumerPorts } from "eventlings";

class Consumer<Value> implements PullConsumer {
  readonly #ports: PullConsumerPorts<Value>;
  #waiting: PulledRecord<Value>[] = [];
  #current: PulledRecord<Value> | undefined;
  #state: "flowing" | "paused" | "broken" = "flowing";
  #processed: number | undefined;

  constructor(ports: PullConsumerPorts<Value>) {
    this.#ports = ports;
  }

  async run(): Promise<void> {
    let fail: (error: unknown) => void = () => undefined;
    const failure = new Promise<never>((_, reject) => (fail = reject));
    failure.catch(() => undefined);
    try {
      for (;;) await Promise.race([this.#round(fail), failure]);
    } finally {
      this.#state = "broken";
    }
  }

  async lag(): Promise<number> {
    const { source } = this.#ports;
    const [end, committed] = await Promise.all([source.end(), source.committed()]);
    return Math.max(0, end - (this.#processed ?? committed));
  }

  get #size(): number {
    return this.#waiting.length + (this.#current === undefined ? 0 : 1);
  }

  async #round(fail: (error: unknown) => void): Promise<void> {
    const { source, watermarks } = this.#ports;
    if (this.#state === "paused" && this.#size <= watermarks.low) {
      this.#state = "flowing";
      source.resume();
    }
    const records = await source.poll(Math.max(1, watermarks.high - this.#size));
    this.#waiting = [...this.#waiting, ...records];
    if (this.#state === "flowing" && this.#size >= watermarks.high) {
      this.#state = "paused";
      source.pause();
    }
    if (this.#current === undefined) void this.#work().catch(fail);
  }

  async #work(): Promise<void> {
    for (;;) {
      this.#current = this.#waiting.shift();
      if (this.#current === undefined || this.#state === "broken") return;
      await this.#ports.process(this.#current);
      if ((this.#state as string) === "broken") return;
      this.#processed = this.#current.offset + 1;
      if (this.#waiting.length === 0) await this.#ports.source.commit(this.#processed);
    }
  }
}

export const createPullConsumer = <Value>(ports: PullConsumerPorts<Value>): PullConsumer => new Consumer(ports);
