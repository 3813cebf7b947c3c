/** A message as its sender makes it. */
export interface QueueMessage<Body = unknown> {
  /** Made once by the sender and kept when it sends again: what a consumer knows a duplicate by. */
  readonly messageId: string;
  readonly body: Body;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A message in a consumer's hand. Until it is settled, it counts against the prefetch limit. */
export interface Delivery<Body = unknown> extends QueueMessage<Body> {
  /** Was it handed to someone before? It may have been handled. `false` promises nothing. */
  readonly redelivered: boolean;
  /** How often it was handed out, this time included. */
  readonly deliveryCount: number;
  /** Done: the broker forgets it. Settling twice is an error. */
  ack(): Promise<void>;
  /** Not done. Back to its place in the queue (the default), or with `requeue: false` to the dead letters. */
  nack(options?: { readonly requeue?: boolean }): Promise<void>;
}

/** A consumer that gets messages. */
export interface QueueConsumer {
  /** No more deliveries; those in hand can still be settled. */
  cancel(): void;
}

/** A broker that hands each message to one consumer at a time and forgets it when that one says so. */
export interface QueueChannel<Body = unknown> {
  /** Resolves when the broker has confirmed. If it rejects, the message may be in the queue or not. */
  send(queue: string, message: QueueMessage<Body>): Promise<void>;
  /**
   * Calls `handler` with one message after the other, in their order, at most `prefetch` at a time
   * (1 unless told). What is not settled when the process dies is delivered again.
   */
  consume(
    queue: string,
    handler: (delivery: Delivery<Body>) => Promise<void>,
    options?: { readonly prefetch?: number },
  ): QueueConsumer;
}

/** A call to a broker that failed. */
export class BrokerError extends Error {
  readonly code: "CONNECTION" | "SETTLED" | "UNKNOWN_QUEUE" | "REBALANCED";

  constructor(code: BrokerError["code"], message: string) {
    super(message);
    this.name = "BrokerError";
    this.code = code;
  }
}
