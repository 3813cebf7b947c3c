import { BrokerError, type Delivery, type QueueChannel } from "../../src/kit/index.ts";
import type { AmqpChannel, AmqpMessage } from "./clients.ts";

/**
 * The kit's queue port on a real RabbitMQ.
 *
 * @param opening a channel with publisher confirms
 * @param nameOf  the broker's name of a queue
 */
export function rabbitmq<Body>(opening: Promise<AmqpChannel>, nameOf: (queue: string) => string): QueueChannel<Body> {
  return {
    async send(queue, { messageId, body, headers = {} }) {
      const channel = await opening;
      channel.sendToQueue(nameOf(queue), Buffer.from(JSON.stringify(body)), { messageId, headers, persistent: true });
      await channel.waitForConfirms();
    },
    consume(queue, handler, { prefetch = 1 } = {}) {
      let cancelled = false;
      const consuming = opening.then(async (channel) => {
        await channel.prefetch(prefetch);
        const { consumerTag } = await channel.consume(nameOf(queue), (message) => {
          if (message === null) return;
          // It was on its way when we cancelled: nobody here has seen it.
          if (cancelled) channel.nack(message, false, true);
          else void handler(deliveryOf<Body>(channel, message));
        });
        return () => channel.cancel(consumerTag);
      });
      return {
        cancel() {
          cancelled = true;
          void consuming.then((stop) => stop());
        },
      };
    },
  };
}

function deliveryOf<Body>(channel: AmqpChannel, message: AmqpMessage): Delivery<Body> {
  let settled = false;
  // RabbitMQ closes the channel of someone who settles twice: an adapter says so before it comes to that.
  const settle = (how: () => void): Promise<void> => {
    if (settled) return Promise.reject(new BrokerError("SETTLED", "This delivery was settled before."));
    settled = true;
    how();
    return Promise.resolve();
  };
  const { fields, properties, content } = message;
  const { "x-delivery-count": earlier = 0, ...headers } = properties.headers ?? {};
  return {
    messageId: String(properties.messageId),
    body: JSON.parse(content.toString()) as Body,
    headers: headers as Readonly<Record<string, string>>,
    redelivered: fields.redelivered,
    deliveryCount: Number(earlier) + 1,
    ack: () => settle(() => channel.ack(message)),
    nack: ({ requeue = true } = {}) => settle(() => channel.nack(message, false, requeue)),
  };
}
