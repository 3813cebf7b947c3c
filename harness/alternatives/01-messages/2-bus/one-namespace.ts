// @style One Map for commands and queries, whose names must then differ; subscribers are rows of one list.
import {
  DuplicateHandler,
  NoHandler,
  type CommandHandler,
  type KeyValueStore,
  type MessageBus,
  type PublishReport,
  type QueryHandler,
  type Subscriber,
} from "eventlings";

type Entry =
  { readonly kind: "command"; readonly run: CommandHandler } | { readonly kind: "query"; readonly run: QueryHandler };

export function createBus(ports: { readonly store: KeyValueStore }): MessageBus {
  const entries = new Map<string, Entry>();
  const rows = new Set<{ readonly type: string; readonly name: string; readonly react: Subscriber }>();
  const add = (type: string, entry: Entry): void => {
    if (entries.has(type)) throw new DuplicateHandler(type);
    entries.set(type, entry);
  };

  return Object.freeze<MessageBus>({
    handle: (type, run) => add(type, { kind: "command", run }),
    answer: (type, run) => add(type, { kind: "query", run }),
    subscribe: (type, name, react) => void rows.add({ type, name, react }),

    send: async (command) => {
      const entry = entries.get(command.type);
      if (entry?.kind !== "command") throw new NoHandler(command.type);
      return entry.run(Object.freeze(structuredClone(command)), ports.store);
    },

    ask: async (query) => {
      const entry = entries.get(query.type);
      if (entry?.kind !== "query") throw new NoHandler(query.type);
      return entry.run(query, Object.freeze({ read: (key: string) => ports.store.read(key) }));
    },

    publish: async (event) => {
      const start: Promise<PublishReport> = Promise.resolve({ handledBy: [], failures: [] });
      return [...rows]
        .filter(({ type }) => type === event.type)
        .reduce(async (before, { name, react }) => {
          const { handledBy, failures } = await before;
          return Promise.resolve(event)
            .then(react)
            .then(
              () => ({ handledBy: [...handledBy, name], failures }),
              (error: unknown) => ({ handledBy, failures: [...failures, { subscriber: name, error }] }),
            );
        }, start);
    },
  });
}
