// @style A class with one registry for all kinds; subscribers run one after the other, in order.
import {
  DuplicateHandler,
  NoHandler,
  type Command,
  type CommandHandler,
  type KeyValueReader,
  type KeyValueStore,
  type MessageBus,
  type NewEvent,
  type PublishReport,
  type Query,
  type QueryHandler,
  type Subscriber,
  type SubscriberFailure,
} from "eventlings";

class ReadOnly implements KeyValueReader {
  readonly #store: KeyValueStore;

  constructor(store: KeyValueStore) {
    this.#store = store;
  }

  read(key: string): Promise<unknown> {
    return this.#store.read(key);
  }
}

interface Desk {
  command?: CommandHandler;
  query?: QueryHandler;
  readonly subscribers: { name: string; subscriber: Subscriber }[];
}

class Bus implements MessageBus {
  readonly #store: KeyValueStore;
  readonly #desks: Record<string, Desk> = Object.create(null) as Record<string, Desk>;

  constructor(store: KeyValueStore) {
    this.#store = store;
  }

  handle(commandType: string, handler: CommandHandler): void {
    const desk = this.#desk(commandType);
    if (desk.command) throw new DuplicateHandler(commandType);
    desk.command = handler;
  }

  answer(queryType: string, handler: QueryHandler): void {
    const desk = this.#desk(queryType);
    if (desk.query) throw new DuplicateHandler(queryType);
    desk.query = handler;
  }

  subscribe(eventType: string, name: string, subscriber: Subscriber): void {
    this.#desk(eventType).subscribers.push({ name, subscriber });
  }

  async send(command: Command): Promise<void> {
    const { command: handler } = this.#desk(command.type);
    if (!handler) throw new NoHandler(command.type);
    return handler(command, this.#store);
  }

  async ask(query: Query): Promise<unknown> {
    const { query: handler } = this.#desk(query.type);
    if (!handler) throw new NoHandler(query.type);
    return await handler(query, Object.freeze(new ReadOnly(this.#store)));
  }

  async publish(event: NewEvent): Promise<PublishReport> {
    const handledBy: string[] = [];
    const failures: SubscriberFailure[] = [];
    for (const { name, subscriber } of this.#desk(event.type).subscribers) {
      try {
        await subscriber(event);
        handledBy.push(name);
      } catch (error) {
        failures.push({ subscriber: name, error });
      }
    }
    return { handledBy, failures };
  }

  #desk(type: string): Desk {
    return (this.#desks[type] ??= { subscribers: [] });
  }
}

export const createBus = ({ store }: { readonly store: KeyValueStore }): MessageBus => new Bus(store);
