import { isNotImplemented, type Broken, type Me, type World } from "#spec";
import {
  asEvents,
  ConcurrencyError,
  periodFold,
  periodStream,
  type Bookkeeper,
  type NewPeriodEvent,
  type PeriodArchive,
  type PeriodBalance,
  type PeriodEvent,
  type PeriodState,
  type RecordedEvent,
} from "eventlings";
import type * as exercise from "#exercise/07-snapshots/4-close-period";

export type Exercise = typeof exercise;

export const JANUARY = "2026-01";
export const FEBRUARY = "2026-02";
export const january = periodStream("7", JANUARY);
export const february = periodStream("7", FEBRUARY);

export const opened = (stream: string, from: PeriodBalance): NewPeriodEvent => ({
  id: `${stream}: first`,
  type: "PeriodOpened",
  data: { balance: from.balance, lastNumber: from.lastNumber },
  metadata: { correlationId: `${stream}: first` },
});

export const posted = (stream: string, number: number, amount: number, who = "shop"): NewPeriodEvent => ({
  id: `${stream}: ${who} ${String(number)}`,
  type: "EntryPosted",
  data: { number, amount },
  metadata: { correlationId: `request ${String(number)}`, postedBy: who },
});

/** A period that is open, with these amounts behind what it began with. */
export const periodOf = (
  amounts: readonly number[],
  from: PeriodBalance = { balance: 0, lastNumber: 0 },
  stream = january,
): NewPeriodEvent[] => [
  opened(stream, from),
  ...amounts.map((amount, index) => posted(stream, from.lastNumber + index + 1, amount)),
];

export const stateOf = (events: readonly RecordedEvent[]): PeriodState =>
  asEvents<PeriodEvent>(events).reduce((state, event) => periodFold.evolve(state, event), periodFold.initialState());

/** An event as a few words: `"1: PeriodOpened 500 (3)"`. */
export const inWords = (events: readonly RecordedEvent[] | undefined): readonly string[] =>
  (events ?? []).map(({ streamPosition, type, data }) => {
    const { balance, lastNumber, amount, number } = data as Record<string, unknown>;
    return `${String(streamPosition)}: ${type} ${String(balance ?? amount)} (${String(lastNumber ?? number)})`;
  });

/** An archive for rules that need no schedules. */
export class ArchiveAtHand implements PeriodArchive {
  readonly objects = new Map<string, readonly RecordedEvent[]>();
  failure: Error | undefined;

  async put(streamId: string, events: readonly RecordedEvent[]): Promise<void> {
    const sent = structuredClone(events);
    await Promise.resolve();
    if (this.failure !== undefined) throw this.failure;
    this.objects.set(streamId, sent);
  }

  async get(streamId: string): Promise<readonly RecordedEvent[] | undefined> {
    await Promise.resolve();
    if (this.failure !== undefined) throw this.failure;
    return structuredClone(this.objects.get(streamId));
  }
}

export type Books = ReturnType<typeof openBooks>;

/** An account whose January began with 500 and two entries. */
export function openBooks(world: World<Exercise>, amounts: readonly number[] = [200, -50]) {
  const store = world.eventStore("event store").fill(january, periodOf(amounts, { balance: 500, lastNumber: 3 }));
  const shared = world.shared("archive");
  const objects = new Map<string, readonly RecordedEvent[]>();
  const lost = (): Error => Object.assign(new Error("The connection to the archive was lost."), { code: "ECONNRESET" });
  const archiveFor = (me: Me<Exercise>): PeriodArchive => ({
    put(streamId, events) {
      const sent = structuredClone(events);
      return shared.call(me, {
        what: () => `put ${streamId}: ${sent.map(({ type }) => type).join(", ")}`,
        changes: true,
        lost,
        perform: () => void objects.set(streamId, sent),
      });
    },
    get: (streamId) =>
      shared.call(me, {
        what: () => `get ${streamId}`,
        changes: false,
        lost,
        perform: () => structuredClone(objects.get(streamId)),
        outcome: (answer) =>
          answer.ok ? (objects.get(streamId) ?? []).map(({ type }) => type).join(", ") || "nothing" : "fails",
      }),
  });
  return {
    store,
    archived: (stream: string) => objects.get(stream) ?? [],
    bookkeeper: (me: Me<Exercise>): Bookkeeper =>
      me.exercise.createBookkeeper({ store: store.for(me), archive: archiveFor(me) }),
  };
}

/** Posts an entry as the shop does: into January while that is open, and into the month after it then. */
export async function post(world: World<Exercise>, me: Me<Exercise>, books: Books, amount: number): Promise<void> {
  const store = books.store.for(me);
  for (const stream of [january, february])
    for (;;) {
      const { currentVersion, events } = await store.read(stream);
      const { status, lastNumber } = stateOf(events);
      if (status === "closed") break;
      if (status === "none") {
        // Somebody is about to open it.
        await world.clock.for(me).sleep(1_000);
        continue;
      }
      try {
        await store.append(stream, [posted(stream, lastNumber + 1, amount, me.name)], currentVersion);
        return;
      } catch (error) {
        if (!(error instanceof ConcurrencyError)) throw error;
      }
    }
}

/** Closes January, and again where a connection was lost. What a stub throws goes on to the judge. */
export async function closeUntilDone(bookkeeper: Bookkeeper, tries = 4): Promise<PeriodBalance> {
  for (let left = tries; ; left -= 1)
    try {
      return await bookkeeper.close("7", JANUARY);
    } catch (error) {
      if (isNotImplemented(error) || left === 1 || Reflect.get(Object(error), "code") !== "ECONNRESET") throw error;
    }
}

/** Is everything that was ever recorded still in the store or in the archive? For `always`. */
export function watchLosses(books: Books): () => Broken | undefined {
  const seen = new Map<string, RecordedEvent>();
  return () => {
    const there = new Set<string>();
    for (const event of [...books.store.events, ...books.archived(january), ...books.archived(february)]) {
      seen.set(event.id, event);
      there.add(event.id);
    }
    const lost = [...seen.values()].filter(({ id }) => !there.has(id));
    if (lost.length === 0) return undefined;
    return {
      happened: `Some of what was recorded in ${String(lost[0]?.streamId)} is neither in the event store nor in the archive. Nobody can bring it back.`,
      received: inWords(lost),
    };
  };
}

/** What is wrong with January after it was closed, and with the month that follows; nothing if all is well. */
export function wrongBooks(books: Books, amounts: readonly number[]): Broken | undefined {
  const closed = books.archived(january);
  const next = books.store.stream(february).events;
  const typesOf = (events: readonly RecordedEvent[]): string => events.map(({ type }) => type).join();
  const problem = (happened: string, received: unknown): Broken => ({ happened, received });

  if (!/^PeriodOpened(,EntryPosted)*,PeriodClosed$/.test(typesOf(closed)))
    return problem(
      "The archive should hold January from its PeriodOpened to its one PeriodClosed, with every entry between.",
      inWords(closed),
    );
  if (!/^PeriodOpened(,EntryPosted)*$/.test(typesOf(next)))
    return problem("February should begin with one PeriodOpened, and go on with entries.", inWords(next));
  const kept = books.store.stream(january);
  if (typesOf(kept.events) !== "PeriodClosed" || kept.events[0]?.streamPosition !== closed.length)
    return problem(
      "January is closed. In the event store, its PeriodClosed should be left, at its position, and nothing else.",
      inWords(kept.events),
    );

  const entries = [...closed, ...next].filter(({ type }) => type === "EntryPosted");
  const found = entries.map(({ data }) => Number(Reflect.get(Object(data), "amount"))).toSorted((a, b) => a - b);
  if (found.join() !== amounts.toSorted((a, b) => a - b).join())
    return {
      happened: "The entries that were posted are not those that are in the two months, each of them once.",
      expected: amounts.toSorted((a, b) => a - b),
      received: found,
    };
  const { balance, lastNumber } = stateOf(closed.slice(0, -1));
  for (const [what, event] of [
    ["January ends with PeriodClosed, which", closed.at(-1)],
    ["February begins with PeriodOpened, which", next[0]],
  ] as const) {
    const said = event?.data as PeriodBalance;
    if (said.balance !== balance || said.lastNumber !== lastNumber)
      return {
        happened: `${what} does not say what January's entries come to. An entry is in the history and not in the balance, or is counted twice.`,
        expected: { balance, lastNumber },
        received: said,
      };
  }
  return undefined;
}
