/** Time for measuring how long something takes. */
export interface SteadyClock {
  /** What the wall clock shows. It can be set, by hand or by a time server: forward, or back. */
  now(): Date;
  /**
   * Milliseconds since some moment, as `performance.now()` gives them: never back, and at the same pace
   * whatever happens to the wall clock. After a restart they are counted from another moment.
   */
  elapsed(): number;
}

/** For how long a broker may bring a message again, in milliseconds. */
export interface RedeliveryPolicy {
  /** How long a message may lie in the queue until it is handed out. */
  readonly retention: number;
  /**
   * How long it may lie among the dead letters. Until then somebody may bring it back into the queue,
   * where it may lie for the whole `retention` once more. Nobody brings a message back twice.
   */
  readonly deadLetterRetention: number;
}

/** What a message is known by. */
export interface MessageIdentity {
  readonly messageId: string;
  /**
   * Some producers number their messages 1, 2, 3 … without a gap. The messages can still arrive in
   * another order. A message with a number is known by it, not by its id.
   */
  readonly numbered?: { readonly producer: string; readonly sequence: number };
}

/** What a window is made with. */
export interface WindowPorts {
  readonly clock: SteadyClock;
  readonly redelivery: RedeliveryPolicy;
  /** Places: how many messages it may remember one by one. */
  readonly capacity: number;
  /** What `save` gave before the restart, written as JSON and read back. Absent at the very first start. */
  readonly saved?: unknown;
}

/** What a consumer remembers of the messages that it has handled. */
export interface DedupWindow {
  /** Was this message handled? To ask changes nothing. */
  has(message: MessageIdentity): boolean;
  /**
   * Remembers a message as handled. One that is remembered already changes nothing.
   *
   * @throws WindowFull where it needs a place, and all are taken by messages that may still come again
   */
  add(message: MessageIdentity): void;
  /** All that it remembers at this moment, as plain data that can be written as JSON. */
  save(): unknown;
}

/** All places are taken by messages that may still come again. Take no more messages until one is free. */
export class WindowFull extends Error {
  readonly code = "WINDOW_FULL";

  constructor(capacity: number) {
    super(`All ${String(capacity)} places are taken by messages that may still come again: wait, or make more room.`);
    this.name = "WindowFull";
  }
}
