// @belief A failed subscriber is its own problem: log it, and the publisher need not know.
// @breaks failure-is-reported
// @section one-failure-stops-the-rest
import {
  DuplicateHandler,
  NoHandler,
  type CommandHandler,
  type KeyValueReader,
  type KeyValueStore,
  type MessageBus,
  type QueryHandler,
  type Subscriber,
} from "eventlings";

/** Someone who wants to know of a type of event. */
interface Subscription {
  readonly name: string;
  readonly subscriber: Subscriber;
}

/** A bus within one process: it takes each message to whoever handles its type. */
export function createBus({ store }: { readonly store: KeyValueStore }): MessageBus {
  const commands = new Map<string, CommandHandler>();
  const queries = new Map<string, QueryHandler>();
  const subscriptions = new Map<string, Subscription[]>();

  // A new object, not the store seen through a narrower type: what is not there cannot be called.
  const reader: KeyValueReader = { read: (key) => store.read(key) };

  return {
    handle: (commandType, handler) => register(commands, commandType, handler),
    answer: (queryType, handler) => register(queries, queryType, handler),

    subscribe(eventType, name, subscriber) {
      subscriptions.set(eventType, [...(subscriptions.get(eventType) ?? []), { name, subscriber }]);
    },

    async send(command) {
      await theOneFor(commands, command.type)(command, store);
    },

    async ask(query) {
      return theOneFor(queries, query.type)(query, reader);
    },

    async publish(event) {
      const handledBy: string[] = [];
      for (const { name, subscriber } of subscriptions.get(event.type) ?? []) {
        try {
          await subscriber(event);
        } catch (error) {
          console.error(`${name} failed on ${event.type}`, error);
        }
        handledBy.push(name);
      }
      return { handledBy, failures: [] };
    },
  };
}

function register<Handler>(handlers: Map<string, Handler>, type: string, handler: Handler): void {
  if (handlers.has(type)) throw new DuplicateHandler(type);
  handlers.set(type, handler);
}

function theOneFor<Handler>(handlers: ReadonlyMap<string, Handler>, type: string): Handler {
  const handler = handlers.get(type);
  if (handler === undefined) throw new NoHandler(type);
  return handler;
}
