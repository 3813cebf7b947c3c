import { storeAtHand, testIds, type Me, type Scene, type World } from "#spec";
import {
  CommandRefused,
  ConcurrencyError,
  type CommandOutcome,
  type EventStoreClient,
  type NewEvent,
  type RecordedEvent,
  type StreamCommandHandler,
} from "eventlings";
import type * as exercise from "#exercise/06-repository/2-handle-command";
import { Findings } from "./findings.ts";
import { added, reserve, stock, watched, type StockCommand } from "./stock.ts";

type Module = typeof exercise;

export const isConflict = (error: unknown): boolean => error instanceof ConcurrencyError;
/** A handler over a store, and every decision that it asks for. */
export function prepare(module: Module, { store = storeAtHand(), maxAttempts = 3 } = {}) {
  const { decider, decisions } = watched();
  const handle = module.createCommandHandler({ store, decider, ids: testIds(), maxAttempts });
  return { store, handle, decisions };
}

export const saysOf = (events: readonly NewEvent[]): readonly unknown[] =>
  events.map(({ type, data }) => ({ type, data }));

/** A decision that stands elsewhere than right behind what it was based on. A second event of it stands one further on. */
export function staleIn(events: readonly RecordedEvent[]): RecordedEvent | undefined {
  return events.find(({ type, data, streamPosition }) => {
    const { basedOn } = data as { readonly basedOn: number };
    return streamPosition - 1 !== basedOn + (type === "StockRanOut" ? 1 : 0);
  });
}

/** How a command of a process ended. */
export type Ending = "handled" | "refused" | "conflict";

export async function ending(handling: Promise<CommandOutcome>): Promise<Ending> {
  try {
    await handling;
    return "handled";
  } catch (error) {
    if (error instanceof CommandRefused) return "refused";
    if (isConflict(error)) return "conflict";
    throw error;
  }
}

/** The handler of one life of a process. */
export const handlerOf = (
  me: Me<Module>,
  world: World<Module>,
  store: EventStoreClient,
): StreamCommandHandler<StockCommand> =>
  me.exercise.createCommandHandler({ store, decider: stock, ids: world.ids.for(me), maxAttempts: 3 });

/** Processes that each reserve mugs at the same moment: one call for each reservation that is named. */
export const rush =
  (left: number, processes: readonly (readonly string[])[]): Scene<Module> =>
  (world) => {
    const store = world.eventStore("event store").fill("mugs", added(left));
    const endings = new Map<string, Ending>();
    for (const [index, reservations] of processes.entries())
      world.process(`shop ${String(index + 1)}`, async (me) => {
        const handle = handlerOf(me, world, store.for(me));
        await Promise.all(
          reservations.map(async (name) => void endings.set(name, await ending(handle("mugs", reserve(name))))),
        );
      });
    return {
      atTheEnd() {
        const findings = new Findings();
        const { events } = store.stream("mugs");
        const reserved = events.flatMap(({ type, data }) =>
          type === "StockReserved" ? [(data as { readonly reservation: string }).reservation] : [],
        );
        const stale = staleIn(events);
        if (stale !== undefined)
          findings.note(
            `A decision that was made on version ${String((stale.data as { readonly basedOn: number }).basedOn)} is at position ${String(stale.streamPosition)}: behind events that it knows nothing of. ${String(left)} were left, and ${String(reserved.length)} are reserved.`,
            { received: saysOf(events) },
          );
        const promised = [...endings].flatMap(([name, end]) => (end === "handled" ? [name] : []));
        if ([...promised].sort().join() !== [...reserved].sort().join())
          findings.note("Those whose command was handled should have a reservation, and nobody else.", {
            expected: promised,
            received: reserved,
          });
        const lost = [...endings].find(([, end]) => end === "conflict");
        if (lost !== undefined)
          findings.note(
            `${lost[0]} got a ConcurrencyError. It could have decided again: with three attempts, and at most two others that write once, nobody has to give up.`,
          );
        if (reserved.length < Math.min(left, endings.size))
          findings.note("There was enough for it, and a reservation was refused.", {
            expected: Math.min(left, endings.size),
            received: reserved.length,
          });
        return findings.first;
      },
    };
  };
