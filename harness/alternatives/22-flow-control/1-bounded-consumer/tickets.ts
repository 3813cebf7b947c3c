// @style Numbers instead of a list: a ticket for each, and how far they have been called.
import { QueueFull, type BoundedConsumer, type BoundedConsumerPorts } from "eventlings";

export function createBoundedConsumer<Message>({
  process,
  concurrency,
  queue,
}: BoundedConsumerPorts<Message>): BoundedConsumer<Message> {
  let lastTicket = 0;
  let over = 0;
  const sleepers = new Map<number, () => void>();

  const mayGo = (ticket: number): boolean => ticket <= over + concurrency;

  return {
    async onMessage(message) {
      if (lastTicket - over >= concurrency + queue) throw new QueueFull();
      lastTicket += 1;
      const ticket = lastTicket;
      if (!mayGo(ticket)) await new Promise<void>((wake) => sleepers.set(ticket, wake));
      try {
        await process(message);
      } finally {
        over += 1;
        const called = over + concurrency;
        sleepers.get(called)?.();
        sleepers.delete(called);
      }
    },
  };
}
