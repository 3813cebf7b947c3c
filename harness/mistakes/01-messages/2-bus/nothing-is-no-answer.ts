// @belief A query that was answered with nothing was not answered.
// @breaks query-is-answered
// @section a-bus-that-holds
import {
  DuplicateHandler,
  NoHandler,
  type CommandHandler,
  type KeyValueReader,
  type KeyValueStore,
  type MessageBus,
  type NewEvent,
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
      const answer = await theOneFor(queries, query.type)(query, reader);
      if (answer === undefined) throw new NoHandler(query.type);
      return answer;
    },

    async publish(event) {
      const outcomes = await Promise.all(
        (subscriptions.get(event.type) ?? []).map((subscription) => deliver(event, subscription)),
      );
      return {
        handledBy: outcomes.filter((outcome) => !("error" in outcome)).map(({ subscriber }) => subscriber),
        failures: outcomes.filter((outcome) => "error" in outcome),
      };
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

/** Never rejects. Being async, it turns what a subscriber throws at once into the same failure as a late one. */
async function deliver(
  event: NewEvent,
  { name, subscriber }: Subscription,
): Promise<{ readonly subscriber: string } | { readonly subscriber: string; readonly error: unknown }> {
  try {
    await subscriber(event);
    return { subscriber: name };
  } catch (error) {
    return { subscriber: name, error };
  }
}
