import {
  NotImplemented,
  type ConditionalAppend,
  type EventTable,
  type ExpectedVersion,
  type StreamState,
} from "eventlings";

/** Is the stream where its writer expects it to be? `ExpectedVersion` says what each claim means. */
export function matchesExpectedVersion(_expected: ExpectedVersion, _stream: StreamState): boolean {
  // TODO: one answer for every kind of claim, and for every stream: missing, written, truncated.
  throw new NotImplemented("matchesExpectedVersion");
}

/**
 * Appends to a table of events that other processes write to at the same time.
 *
 * `ConditionalAppend` and `EventTable` (open their definitions) say what is promised, and what the
 * database gives you for it. An append with "any" never fails because of other writers, however many
 * of them are faster. Where the database itself fails, at whatever it is asked, the caller gets that
 * very error: it is no conflict, and trying again is the caller's decision.
 */
export function createAppend(ports: { readonly table: EventTable }): ConditionalAppend {
  void ports;

  return async (_streamId, _events, _expected) => {
    // TODO: when two writers expect the same version at the same moment, one of them wins, and the
    // other one learns by how much it was too late. Where is the one place that can decide this?
    throw new NotImplemented("append");
  };
}
