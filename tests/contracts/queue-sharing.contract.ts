/* oxlint-disable vitest/no-standalone-expect -- every case is run within a test: see `contract` */
import { expect } from "vitest";
import type { Delivery, QueueChannel } from "../../src/kit/index.ts";
import { contract } from "./contract.ts";
import type { QueueUnderContract } from "./queue.contract.ts";

const message = (number: number) => ({ messageId: `m${String(number)}`, body: number });

/** A consumer that only collects. */
function collect(
  channel: QueueChannel<number>,
  prefetch = 1,
): { readonly got: Delivery<number>[]; cancel(): void; reach(count: number): Promise<void> } {
  const got: Delivery<number>[] = [];
  let wake: () => void = () => undefined;
  const handler = (delivery: Delivery<number>): Promise<void> => {
    got.push(delivery);
    wake();
    return Promise.resolve();
  };
  const { cancel } = channel.consume("work", handler, { prefetch });
  return {
    got,
    cancel,
    async reach(count) {
      while (got.length < count) await new Promise<void>((resolve) => (wake = resolve));
    },
  };
}

/** What a broker of queues promises to several consumers of one queue. */
export const sharingContract = contract<QueueUnderContract>("a queue with several consumers", {
  "gives each message to one of them": async ({ subject, isWaiting }) => {
    const sender = subject.channel();
    const [one, other] = [collect(subject.channel()), collect(subject.channel())];
    await isWaiting(new Promise(() => undefined));
    for (const number of [1, 2, 3]) await sender.send("work", message(number));
    await Promise.all([one.reach(1), other.reach(1)]);
    expect(await isWaiting(Promise.race([one.reach(2), other.reach(2)]))).toBe(true);
    expect([...one.got, ...other.got].map(({ body }) => body).toSorted((a, b) => a - b)).toEqual([1, 2]);
  },
  "gives what one of them hands back to the other, before what lies behind it": async ({ subject, isWaiting }) => {
    const sender = subject.channel();
    for (const number of [1, 2, 3]) await sender.send("work", message(number));
    const one = collect(subject.channel());
    await one.reach(1);
    one.cancel();
    const other = collect(subject.channel(), 1);
    await other.reach(1);
    expect(other.got[0]).toMatchObject({ messageId: "m2", redelivered: false });
    await one.got[0]?.nack();
    await isWaiting(new Promise(() => undefined));
    await other.got[0]?.ack();
    await other.reach(2);
    expect(other.got[1]).toMatchObject({ messageId: "m1", redelivered: true, deliveryCount: 2 });
  },
  "leaves what a cancelled consumer has in hand where it is": async ({ subject, isWaiting }) => {
    await subject.channel().send("work", message(1));
    const one = collect(subject.channel());
    await one.reach(1);
    one.cancel();
    const other = collect(subject.channel());
    expect(await isWaiting(other.reach(1))).toBe(true);
  },
  "brings a message that comes back before those that nobody has had": async ({ subject, isWaiting }) => {
    const channel = subject.channel();
    for (const number of [1, 2, 3, 4]) await channel.send("work", message(number));
    const { got, reach } = collect(channel, 2);
    await reach(2);
    await got[1]?.nack();
    await reach(3);
    expect(got[2]).toMatchObject({ messageId: "m2", redelivered: true });
    expect(await isWaiting(reach(4))).toBe(true);
  },
  "does not know a message that is sent twice": async ({ subject }) => {
    const channel = subject.channel();
    for (const number of [1, 1]) await channel.send("work", message(number));
    const { got, reach } = collect(channel, 2);
    await reach(2);
    expect(got.map(({ messageId, redelivered }) => [messageId, redelivered])).toEqual([
      ["m1", false],
      ["m1", false],
    ]);
  },
});
