/* oxlint-disable vitest/no-standalone-expect -- every case is run within a test: see `contract` */
import { expect } from "vitest";
import type { Delivery, QueueChannel } from "../../src/kit/index.ts";
import { contract } from "./contract.ts";

/**
 * A broker with the queue `work`, whose dead letters go to `dead` after three deliveries. Each channel
 * belongs to a process of its own.
 */
export interface QueueUnderContract {
  channel(): QueueChannel<number>;
}

const message = (number: number) => ({ messageId: `m${String(number)}`, body: number });

/** Collects deliveries and waits until there are so many. */
function collector(): {
  readonly deliveries: Delivery<number>[];
  readonly handler: (delivery: Delivery<number>) => Promise<void>;
  reach(count: number): Promise<readonly Delivery<number>[]>;
} {
  const deliveries: Delivery<number>[] = [];
  let wake: () => void = () => undefined;
  return {
    deliveries,
    handler(delivery) {
      deliveries.push(delivery);
      wake();
      return Promise.resolve();
    },
    async reach(count) {
      while (deliveries.length < count) await new Promise<void>((resolve) => (wake = resolve));
      return deliveries;
    },
  };
}

/** What a broker of queues promises. */
export const queueContract = contract<QueueUnderContract>("a queue", {
  "delivers in order, each message to one consumer": async ({ subject }) => {
    const channel = subject.channel();
    for (const number of [1, 2, 3]) await channel.send("work", message(number));
    const got = collector();
    channel.consume("work", got.handler, { prefetch: 3 });
    expect((await got.reach(3)).map(({ body }) => body)).toEqual([1, 2, 3]);
  },
  "hands out no more than the prefetch limit until something is settled": async ({ subject, isWaiting }) => {
    const channel = subject.channel();
    for (const number of [1, 2, 3]) await channel.send("work", message(number));
    const got = collector();
    channel.consume("work", got.handler, { prefetch: 2 });
    const third = got.reach(3);
    expect(await isWaiting(third)).toBe(true);
    expect(got.deliveries).toHaveLength(2);
    await got.deliveries[0]?.ack();
    expect((await third)[2]?.body).toBe(3);
  },
  "delivers again, marked and at its own place, what is requeued": async ({ subject }) => {
    const channel = subject.channel();
    for (const number of [1, 2]) await channel.send("work", message(number));
    const got = collector();
    channel.consume("work", got.handler);
    const [first] = await got.reach(1);
    expect(first).toMatchObject({ messageId: "m1", redelivered: false, deliveryCount: 1 });
    await first?.nack();
    expect((await got.reach(2))[1]).toMatchObject({ messageId: "m1", redelivered: true, deliveryCount: 2 });
  },
  "gives what is refused to the dead letters": async ({ subject }) => {
    const channel = subject.channel();
    await channel.send("work", message(1));
    const [got, dead] = [collector(), collector()];
    channel.consume("work", got.handler);
    channel.consume("dead", dead.handler);
    await (await got.reach(1))[0]?.nack({ requeue: false });
    expect((await dead.reach(1))[0]).toMatchObject({ messageId: "m1", body: 1 });
  },
  "gives up on a message that comes back too often": async ({ subject, isWaiting }) => {
    const channel = subject.channel();
    await channel.send("work", message(1));
    const [got, dead] = [collector(), collector()];
    channel.consume("work", got.handler);
    channel.consume("dead", dead.handler);
    for (const attempt of [1, 2, 3]) await (await got.reach(attempt))[attempt - 1]?.nack();
    expect((await dead.reach(1))[0]?.messageId).toBe("m1");
    expect(await isWaiting(got.reach(4))).toBe(true);
  },
  "refuses to settle a message twice": async ({ subject }) => {
    const channel = subject.channel();
    await channel.send("work", message(1));
    const got = collector();
    channel.consume("work", got.handler);
    const [delivery] = await got.reach(1);
    await delivery?.ack();
    await expect(delivery?.ack()).rejects.toMatchObject({ code: "SETTLED" });
  },
  "delivers nothing more to a consumer that was cancelled, but lets it settle": async ({ subject, isWaiting }) => {
    const channel = subject.channel();
    for (const number of [1, 2]) await channel.send("work", message(number));
    const got = collector();
    const consumer = channel.consume("work", got.handler);
    const [first] = await got.reach(1);
    consumer.cancel();
    await first?.ack();
    expect(await isWaiting(got.reach(2))).toBe(true);
  },
});
