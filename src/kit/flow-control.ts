/** How much a bounded consumer takes on, and what it does with it. */
export interface BoundedConsumerPorts<Message = unknown> {
  /**
   * Does the work that a message asks for. It takes its time. It may fail, also by throwing at once. The same
   * message may come twice, as the very same object: each time it is processed.
   */
  readonly process: (message: Message) => Promise<void>;
  /** Messages that are processed at once, at most: 1 or more. */
  readonly concurrency: number;
  /**
   * Messages that wait for a place, at most. With 0 nobody waits. `Infinity` is for callers of whom there can
   * only be so many, as where a broker has a prefetch limit: they wait, and nobody is refused.
   */
  readonly queue: number;
}

/** A consumer that takes on only so much. */
export interface BoundedConsumer<Message = unknown> {
  /**
   * Resolves when the message has been processed: then the broker forgets it. Rejects with the error of
   * `process` where that failed.
   *
   * @throws QueueFull at once, where all places are taken and the queue is full
   */
  onMessage(message: Message): Promise<void>;
}

/** The consumer has enough to do. Whoever sent the message has to keep it, and to come back later. */
export class QueueFull extends Error {
  readonly code = "QUEUE_FULL";

  constructor() {
    super("All places are taken, and the queue is full.");
    this.name = "QueueFull";
  }
}
