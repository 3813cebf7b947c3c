import type { Broken, Scene } from "#spec";
import { QueueFull } from "eventlings";
import type { Exercise, Message } from "./desk.ts";

interface BrokerScene {
  readonly concurrency: number;
  readonly queue: number;
  readonly ids: readonly string[];
  readonly fails: boolean;
}

/**
 * A real queue, whose broker hands out all of its messages at once. Each is acknowledged when `onMessage` resolves,
 * and given back when it rejects. m2 can fail when it
 * is processed for the first time.
 */
export const queueWithCrashes =
  ({ concurrency, queue, ids, fails }: BrokerScene): Scene<Exercise> =>
  (world) => {
    const broker = world
      .queues("broker")
      .declare("orders")
      .fill(
        "orders",
        ids.map((messageId) => ({ messageId, body: null })),
      );
    const warehouse = world.shared("warehouse");
    const processed = new Set<string>();
    let hasFailed = !fails;
    let broken: Broken | undefined;

    world.process(
      "consumer",
      (me) =>
        new Promise((_, reject) => {
          const consumer = me.exercise.createBoundedConsumer<Message>({
            concurrency,
            queue,
            process: ({ id }) =>
              warehouse.call(me, {
                what: () => `pack ${id}`,
                changes: true,
                perform() {
                  if (id === "m2" && !hasFailed) {
                    hasFailed = true;
                    throw new Error("the printer is out of paper");
                  }
                  processed.add(id);
                },
              }),
          });
          broker.for(me).consume(
            "orders",
            async (delivery) => {
              const { messageId: id } = delivery;
              try {
                const error = await consumer.onMessage({ id }).then(
                  () => undefined,
                  (reason: unknown) => reason ?? "nothing",
                );
                if (error instanceof Error && Reflect.get(error, "code") === "NOT_IMPLEMENTED") return reject(error);
                if (error instanceof QueueFull) {
                  broken ??= {
                    happened: `${id} was refused, although the consumer can hold all messages that the broker hands out at once: ${String(concurrency)} processed, and ${String(queue)} waiting.`,
                  };
                  return undefined;
                }
                if (error !== undefined) return await delivery.nack();
                if (!processed.has(id))
                  broken ??= {
                    happened: `onMessage resolved for ${id}, which had not been processed. The broker forgot it: should the process die now, nobody has it.`,
                  };
                return await delivery.ack();
              } catch (error) {
                return reject(error instanceof Error ? error : new Error(String(error)));
              }
            },
            { prefetch: ids.length },
          );
        }),
    );

    return {
      always: () => broken,
      atTheEnd() {
        const lost = ids.filter((id) => !processed.has(id));
        if (lost.length === 0) return undefined;
        return {
          happened:
            "All has come to rest, and not every message was processed. The consumer still holds the others, or has lost them.",
          expected: ids,
          received: [...processed],
        };
      },
    };
  };
