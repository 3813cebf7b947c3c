import type { DomainEvent } from "./decider.ts";
import type { EventStoreClient } from "./event-store-client.ts";
import type { NewEvent, RecordedEvent } from "./event.ts";
import type { Fold } from "./fold.ts";

/** How far an account has come: what one period hands to the next. Amounts are in minor units. */
export interface PeriodBalance {
  readonly balance: number;
  /** Number of the last entry. An account's entries are numbered 1, 2, 3 … through all of its periods. */
  readonly lastNumber: number;
}

/** What happens in one period (a month) of a customer's account with the shop. */
export type PeriodEvent =
  /** The first event of the period's stream: what the one before has left. */
  | DomainEvent<"PeriodOpened", PeriodBalance>
  /** Positive: the customer owes more; negative: the customer has paid. */
  | DomainEvent<"EntryPosted", { readonly number: number; readonly amount: number }>
  /** The last event of the period's stream: what it leaves. */
  | DomainEvent<"PeriodClosed", PeriodBalance>;

/** A period's event with its identity, as it is appended. */
export type NewPeriodEvent = PeriodEvent & Pick<NewEvent, "id" | "metadata">;

/** A period's event as it was recorded. */
export type RecordedPeriodEvent = RecordedEvent<NewPeriodEvent>;

/** What a decision needs to know of a period. */
export interface PeriodState extends PeriodBalance {
  readonly status: "none" | "open" | "closed";
}

/** How a period's state follows from its events. A `PeriodClosed` says all by itself, also when it is the only one left. */
export const periodFold: Fold<PeriodState, PeriodEvent> = {
  initialState: () => ({ status: "none", balance: 0, lastNumber: 0 }),
  evolve(state, event) {
    switch (event.type) {
      case "PeriodOpened":
        return { status: "open", balance: event.data.balance, lastNumber: event.data.lastNumber };
      case "EntryPosted":
        return { ...state, balance: state.balance + event.data.amount, lastNumber: event.data.number };
      case "PeriodClosed":
        return { status: "closed", balance: event.data.balance, lastNumber: event.data.lastNumber };
      default:
        return state;
    }
  },
};

/** The stream of one period of one account: `"account-7@2026-01"`. */
export const periodStream = (accountId: string, period: string): string => `account-${accountId}@${period}`;

/** The month after a month: `"2026-12"` gives `"2027-01"`. */
export function nextPeriod(period: string): string {
  const [year = 0, month = 0] = period.split("-").map(Number);
  const months = year * 12 + month;
  return `${String(Math.floor(months / 12)).padStart(4, "0")}-${String((months % 12) + 1).padStart(2, "0")}`;
}

/** Cheap storage for what is closed, as an object store is: one object a stream. Each call can fail. */
export interface PeriodArchive {
  /** Puts a stream's events there. Whatever was there under this id before is replaced. */
  put(streamId: string, events: readonly RecordedEvent[]): Promise<void>;
  /** What was put there last; `undefined` where nothing was. */
  get(streamId: string): Promise<readonly RecordedEvent[] | undefined>;
}

/** What closing the books needs. */
export interface BookkeepingPorts {
  readonly store: EventStoreClient;
  readonly archive: PeriodArchive;
}

/** Closes the periods of accounts, and still finds what was in them. */
export interface Bookkeeper {
  /**
   * Closes a period, opens the next one, and moves the closed one to the archive.
   *
   * @param period the month: `"2026-01"`
   * @returns what the period left to the next one
   * @throws CommandRefused `NO_SUCH_PERIOD` where it was never opened; whatever the ports throw
   */
  close(accountId: string, period: string): Promise<PeriodBalance>;
  /**
   * All events of a period so far, in order and as they were recorded, wherever they are now. None where
   * the period was never opened.
   *
   * @throws MissingEvents where some are neither in the store nor in the archive
   */
  history(accountId: string, period: string): Promise<readonly RecordedEvent[]>;
}
