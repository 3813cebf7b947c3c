import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import type { Factory } from "../contracts/contract.ts";
import { queueContract, type QueueUnderContract } from "../contracts/queue.contract.ts";
import { sharingContract } from "../contracts/queue-sharing.contract.ts";
import { found, loadAmqp, type AmqpChannel } from "./clients.ts";
import { rabbitmq } from "./rabbitmq.ts";

const url = found("EVENTLINGS_RABBITMQ");

/** Rounds to the broker and back in which nothing that was under way can still be hidden. */
const ROUNDS = 6;

/** Queues of its own for every case. A quorum queue, because only those count deliveries. */
const onRabbit: Factory<QueueUnderContract> = async (body) => {
  const connection = await loadAmqp().connect(url);
  const prefix = `eventlings-${randomUUID()}-`;
  const nameOf = (queue: string): string => prefix + queue;
  const observer = await connection.createConfirmChannel();
  try {
    await observer.assertQueue(nameOf("dead"), { durable: true });
    await observer.assertQueue(nameOf("work"), {
      durable: true,
      arguments: {
        "x-queue-type": "quorum",
        // Two deliveries beyond the first.
        "x-delivery-limit": 2,
        "x-dead-letter-exchange": "",
        "x-dead-letter-routing-key": nameOf("dead"),
      },
    });
    await body({
      subject: { channel: () => rabbitmq(connection.createConfirmChannel(), nameOf) },
      isWaiting: (promise) => isWaiting(promise, observer, [nameOf("work"), nameOf("dead")]),
    });
  } finally {
    for (const queue of ["work", "dead"]) await observer.deleteQueue(nameOf(queue));
    await connection.close();
  }
};

/** Asks each queue several times: what it had handed out before it answers has arrived by then. */
async function isWaiting(
  promise: Promise<unknown>,
  observer: AmqpChannel,
  queues: readonly string[],
): Promise<boolean> {
  let settled = false;
  const note = (): void => void (settled = true);
  void promise.then(note, note);
  for (let round = 0; round < ROUNDS && !settled; round += 1) {
    for (const queue of queues) await observer.checkQueue(queue);
    await wait(30);
  }
  return !settled;
}

queueContract(onRabbit);
sharingContract(onRabbit);
