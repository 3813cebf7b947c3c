import { BrokerError, type Delivery, type QueueChannel, type QueueMessage } from "../../../src/kit/index.ts";
import type { Caller } from "../caller.ts";
import { copy } from "../copy.ts";
import type { Site } from "../resource.ts";
import type { OperationFault } from "../run/operation.ts";
import { lostCalls } from "./key-value.ts";
import { sayError, sayValue } from "./words.ts";

/** How a queue treats what nobody wants. */
export interface QueueOptions {
  /** Queue that takes what was refused. Without one, it is dropped. */
  readonly deadLetters?: string;
  /** Deliveries after which a message is a dead letter. Default: no limit. */
  readonly deliveryLimit?: number;
}

/** How a broker treats its publishers. */
export interface QueuesOptions {
  /**
   * Does a publisher wait until the broker has stored its message? Default: yes. Without confirms,
   * `send` resolves as soon as it is on its way, and a fault of the kind `drops` loses it there.
   */
  readonly confirms?: boolean;
}

/** A message where the broker keeps it. */
interface Kept {
  readonly message: QueueMessage;
  /** Its place in the queue, which it keeps when it comes back. */
  readonly place: number;
  deliveries: number;
}

interface KeptQueue {
  readonly name: string;
  readonly options: QueueOptions;
  readonly ready: Kept[];
  /** Everything that was ever sent to it, in order: for promises. */
  readonly sent: QueueMessage[];
  inHand: number;
  lastPlace: number;
}

/** A broker of queues: acknowledge, prefetch, redelivery, dead letters. */
export class WorldQueues {
  readonly #site: Site;
  readonly #confirms: boolean;
  readonly #queues = new Map<string, KeptQueue>();

  constructor(site: Site, { confirms = true }: QueuesOptions = {}) {
    this.#site = site;
    this.#confirms = confirms;
  }

  /** Declares a queue before the run begins. */
  declare(name: string, options: QueueOptions = {}): this {
    this.#queues.set(name, { name, options, ready: [], sent: [], inHand: 0, lastPlace: 0 });
    return this;
  }

  /** Puts messages there before the run begins. */
  fill(name: string, messages: readonly QueueMessage[]): this {
    for (const message of messages) store(this.#queue(name), message);
    return this;
  }

  /** Everything that was ever stored in a queue, in order, duplicates included. */
  sent(name: string): readonly QueueMessage[] {
    return this.#queue(name).sent;
  }

  /** What a queue holds and has not handed out. */
  waiting(name: string): readonly QueueMessage[] {
    return this.#queue(name).ready.map(({ message }) => message);
  }

  /** How many messages are in someone's hand. */
  inHand(name: string): number {
    return this.#queue(name).inHand;
  }

  /** The channel of one life of a process. */
  for<Body = unknown>(caller: Caller): QueueChannel<Body> {
    return {
      send: (queue, message) => this.#send(caller, queue, copy(message)),
      consume: (name, handler, { prefetch = 1 } = {}) => this.#consume(caller, name, handler, prefetch),
    };
  }

  #send(caller: Caller, name: string, message: QueueMessage): Promise<void> {
    const { faults } = this.#site.run.limits;
    const bits = this.#bitsOf(name);
    const perform = (): void => store(this.#queue(name), message);
    const twice: OperationFault = {
      kind: "duplicates",
      text: "stored twice: the client library sent it again",
      perform() {
        perform();
        perform();
      },
    };
    const dropped: OperationFault = {
      kind: "drops",
      text: "lost on its way, and nobody is told",
      lost: true,
      perform: () => undefined,
    };
    const lost = (): Error => new BrokerError("CONNECTION", "The connection was lost before the broker confirmed.");
    return caller.ask<void>({
      lane: this.#site.name,
      direction: "call",
      reads: 0,
      writes: bits,
      durable: true,
      faults: [
        ...(faults.timeouts === undefined ? [] : lostCalls(true, perform, lost)),
        ...(faults.duplicates === undefined ? [] : [twice]),
        ...(faults.drops === undefined || this.#confirms ? [] : [dropped]),
      ],
      perform,
      what: () => `send ${message.messageId} to ${name}`,
      outcome: (answer) =>
        answer.ok ? (this.#confirms ? "confirmed" : "sent") : `fails with ${sayError(answer.error)}`,
    });
  }

  #consume<Body>(
    caller: Caller,
    name: string,
    handler: (delivery: Delivery<Body>) => Promise<void>,
    prefetch: number,
  ): { cancel(): void } {
    const queue = this.#queue(name);
    const bits = this.#bitsOf(name);
    const hand = new Set<Kept>();
    caller.hold({
      mask: () => (hand.size === 0 ? 0 : bits),
      release: () => {
        // From the last: each goes back to a place before those that follow it.
        for (const kept of [...hand].toReversed()) giveBack(queue, kept, this.#dead(queue));
      },
    });
    let next: Kept | undefined;
    const offer = caller.offer({
      lane: this.#site.name,
      direction: "delivery",
      reads: bits,
      writes: bits,
      // To die with a message just handed over is to die before the first step with it.
      durable: false,
      ready: () => hand.size < prefetch && queue.ready.length > 0,
      perform: () => {
        const kept = queue.ready.shift();
        if (kept === undefined) return;
        next = kept;
        kept.deliveries += 1;
        hand.add(kept);
        queue.inHand += 1;
        // Nobody handles its rejection: as with the real client, that ends the process.
        void handler(this.#delivery<Body>(caller, queue, kept, hand));
      },
      what: () => {
        const kept = next ?? queue.ready[0];
        next = undefined;
        return kept === undefined
          ? `deliver from ${name}`
          : `deliver ${kept.message.messageId}${kept.deliveries > 1 ? ", again" : ""}`;
      },
    });
    return { cancel: () => offer.withdraw() };
  }

  #delivery<Body>(caller: Caller, queue: KeptQueue, kept: Kept, hand: Set<Kept>): Delivery<Body> {
    const bits = this.#bitsOf(queue.name);
    const settle = (what: string, effect: () => void): Promise<void> => {
      const perform = (): void => {
        if (!hand.delete(kept)) throw new BrokerError("SETTLED", `${kept.message.messageId} was settled already.`);
        queue.inHand -= 1;
        effect();
      };
      const forgotten: OperationFault = {
        kind: "duplicates",
        text: "it never arrives: the message will come again",
        lost: true,
        perform: () => {
          if (hand.delete(kept)) giveBack(queue, kept, this.#dead(queue));
        },
      };
      return caller.ask<void>({
        lane: this.#site.name,
        direction: "call",
        reads: bits,
        writes: bits,
        durable: true,
        faults: this.#site.run.limits.faults.duplicates === undefined ? [] : [forgotten],
        perform,
        what: () => `${what} ${kept.message.messageId}`,
        outcome: (answer) => (answer.ok ? "done" : `fails with ${sayError(answer.error)}`),
      });
    };
    return {
      ...(copy(kept.message) as QueueMessage<Body>),
      redelivered: kept.deliveries > 1,
      deliveryCount: kept.deliveries,
      ack: () => settle("ack", () => undefined),
      nack: ({ requeue = true } = {}) =>
        settle(requeue ? "requeue" : "refuse", () => {
          if (requeue) {
            queue.inHand += 1;
            giveBack(queue, kept, this.#dead(queue));
          } else bury(kept, this.#dead(queue));
        }),
    };
  }

  #dead({ options }: KeptQueue): KeptQueue | undefined {
    return options.deadLetters === undefined ? undefined : this.#queue(options.deadLetters);
  }

  #bitsOf(name: string): number {
    const { footprints, name: site } = this.#site;
    const dead = this.#queues.get(name)?.options.deadLetters;
    const own = footprints.bit(`${site}:${name}`);
    return dead === undefined ? own : own | footprints.bit(`${site}:${dead}`);
  }

  #queue(name: string): KeptQueue {
    const queue = this.#queues.get(name);
    if (queue === undefined)
      throw new BrokerError(
        "UNKNOWN_QUEUE",
        `There is no queue ${sayValue(name)}; declared are ${[...this.#queues.keys()].join(", ")}.`,
      );
    return queue;
  }
}

function store(queue: KeptQueue, message: QueueMessage): void {
  queue.sent.push(message);
  queue.ready.push({ message, place: (queue.lastPlace += 1), deliveries: 0 });
}

/** Back to its own place, unless it was handed out too often. */
function giveBack(queue: KeptQueue, kept: Kept, dead: KeptQueue | undefined): void {
  queue.inHand -= 1;
  if (kept.deliveries >= (queue.options.deliveryLimit ?? Infinity)) return bury(kept, dead);
  const at = queue.ready.findIndex(({ place }) => place > kept.place);
  queue.ready.splice(at === -1 ? queue.ready.length : at, 0, kept);
}

function bury(kept: Kept, dead: KeptQueue | undefined): void {
  if (dead === undefined) return;
  const headers = { ...kept.message.headers, "x-delivery-count": String(kept.deliveries) };
  store(dead, { ...kept.message, headers });
}
