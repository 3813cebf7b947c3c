export type { EventMetadata, NewEvent, Recorded, RecordedEvent } from "./event.ts";
export type {
  AppendResult,
  EventHandler,
  EventStore,
  ReadOptions,
  StreamSlice,
  Subscription,
  SubscriptionEnd,
} from "./event-store.ts";
export { ConcurrencyError, NotImplemented } from "./errors.ts";
export type { Clock, Ids } from "./ports.ts";
