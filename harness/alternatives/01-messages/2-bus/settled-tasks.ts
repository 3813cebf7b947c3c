// @style Functional: every handler is turned into a task first, and allSettled sorts the outcomes; messages are copied.
import { DuplicateHandler, NoHandler, type KeyValueStore, type MessageBus, type NewEvent } from "eventlings";

type Handler<Message> = (message: Message) => Promise<unknown>;

/** A handler of exactly one message type. */
function singles<Message extends { readonly type: string }>() {
  const handlers: [string, Handler<Message>][] = [];
  return {
    add(type: string, handler: Handler<Message>): void {
      if (handlers.some(([taken]) => taken === type)) throw new DuplicateHandler(type);
      handlers.push([type, handler]);
    },
    run(message: Message): Promise<unknown> {
      const [, handler] = handlers.find(([type]) => type === message.type) ?? [];
      if (handler === undefined) return Promise.reject(new NoHandler(message.type));
      return Promise.resolve(structuredClone(message)).then(handler);
    },
  };
}

export function createBus({ store }: { readonly store: KeyValueStore }): MessageBus {
  const commands = singles<Parameters<MessageBus["send"]>[0]>();
  const queries = singles<Parameters<MessageBus["ask"]>[0]>();
  const subscribers: { readonly type: string; readonly name: string; readonly run: Handler<NewEvent> }[] = [];
  const read = (key: string): Promise<unknown> => store.read(key);

  return {
    handle: (type, handler) => commands.add(type, (command) => handler(command, store)),
    answer: (type, handler) => queries.add(type, (query) => handler(query, { read })),
    subscribe: (type, name, run) => void subscribers.push({ type, name, run }),

    send: (command) => commands.run(command).then(() => undefined),
    ask: (query) => queries.run(query),

    async publish(event) {
      const interested = subscribers.filter(({ type }) => type === event.type);
      // `then` calls the subscriber, so that what it throws at once is a rejection like any other.
      const tasks = interested.map(({ run }) => Promise.resolve(structuredClone(event)).then(run));
      const outcomes = await Promise.allSettled(tasks);
      const named = outcomes.map((outcome, index) => ({ ...outcome, name: interested[index]?.name ?? "" }));
      return {
        handledBy: named.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.name] : [])),
        failures: named.flatMap((outcome) =>
          outcome.status === "rejected" ? [{ subscriber: outcome.name, error: outcome.reason as unknown }] : [],
        ),
      };
    },
  };
}
