import type { Decider, DomainEvent } from "./decider.ts";
import type { EventStoreClient } from "./event-store-client.ts";
import type { Ids } from "./ports.ts";

/** What a handler of commands works with. */
export interface CommandHandlerPorts<Command, Event extends DomainEvent, State> {
  readonly store: EventStoreClient;
  readonly decider: Decider<Command, Event, State>;
  readonly ids: Ids;
  /** How often one command may be decided: 1 or more. 1 means that nothing is tried again. */
  readonly maxAttempts: number;
}

/** What a caller may say besides its command. */
export interface HandleOptions {
  /**
   * The version of the stream that the caller has decided on; 0 where it saw that there is none. If the
   * stream is elsewhere, the command is rejected with a `ConcurrencyError`: whatever the business would
   * say to it, and also where no event would follow. There is one attempt then. Default: wherever the
   * stream stands.
   */
  readonly expectedVersion?: number;
}

/** Where a command has led. */
export interface CommandOutcome {
  /**
   * Position of the last event of this command; where none followed, the version that was read. What
   * others have appended since does not count. Expect it next time, or send it as an ETag.
   */
  readonly streamPosition: number;
  /** Global position of the last event that was appended. `undefined` where none was. */
  readonly globalPosition: number | undefined;
}

/**
 * Handles one command on one stream. Calls may be under way at the same time, on one stream or several,
 * in this process and in others.
 *
 * It rejects with:
 * - what `decide` throws, as it is: a refusal. It is never tried again.
 * - a `ConcurrencyError`: somebody else wrote first, in every attempt, or the caller's expected version
 *   was wrong.
 * - any other error of the store, as it is. Nothing is tried again then: the append may have taken place
 *   or not. The caller may send the command again, and it is decided on what is stored by then.
 */
export type StreamCommandHandler<Command> = (
  streamId: string,
  command: Command,
  options?: HandleOptions,
) => Promise<CommandOutcome>;
