// @style As many workers as places, which sleep while the list is empty.
import { QueueFull, type BoundedConsumer, type BoundedConsumerPorts } from "eventlings";

interface Job<Message> {
  readonly message: Message;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

class Workers<Message> implements BoundedConsumer<Message> {
  readonly #ports: BoundedConsumerPorts<Message>;
  readonly #jobs: Job<Message>[] = [];
  readonly #asleep: ((job: Job<Message>) => void)[] = [];

  constructor(ports: BoundedConsumerPorts<Message>) {
    this.#ports = ports;
    for (let worker = 0; worker < ports.concurrency; worker += 1) {
      let wake: (job: Job<Message>) => void = () => undefined;
      const woken = new Promise<Job<Message>>((resolve) => (wake = resolve));
      this.#asleep.push(wake);
      void this.#work(woken);
    }
  }

  onMessage(message: Message): Promise<void> {
    return new Promise<void>((done, failed) => {
      const job = { message, done, failed };
      const wake = this.#asleep.shift();
      if (wake !== undefined) wake(job);
      else if (this.#jobs.length < this.#ports.queue) this.#jobs.push(job);
      else failed(new QueueFull());
    });
  }

  async #work(first: Promise<Job<Message>>): Promise<void> {
    for (let job = await first; ; job = this.#jobs.shift() ?? (await new Promise((wake) => this.#asleep.push(wake)))) {
      try {
        await this.#ports.process(job.message);
        job.done();
      } catch (error) {
        job.failed(error);
      }
    }
  }
}

export const createBoundedConsumer = <Message>(ports: BoundedConsumerPorts<Message>): BoundedConsumer<Message> =>
  new Workers(ports);
