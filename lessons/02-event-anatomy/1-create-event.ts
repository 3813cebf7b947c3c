import { NotImplemented, type Clock, type EventFactory, type Ids } from "eventlings";

/**
 * Makes the events of one service. Time and ids come from the ports, never from the host.
 *
 * An event says, next to its type and its data (`EventContext` and `EventOrigin` say more):
 * - `id`: a fresh one from `ids`, its own for ever.
 * - `metadata.correlationId`: that of the message in `causedBy`; the id of that message where it
 *   carries none; the event's own id where there is no such message.
 * - `metadata.causationId`: the id of the message in `causedBy`; absent or undefined where there is none.
 * - `metadata.schemaVersion`: what the context says, or 1.
 * - `metadata.occurredAt`: what the context says, or the time that the clock shows now, as ISO text
 *   with milliseconds.
 * You may add metadata of your own. From the message in `causedBy` nothing else is taken over: whatever
 * its metadata says besides (a user, a schema version) was said of that message.
 *
 * `data` is made of plain objects (every own key is data, also `__proto__`), arrays, strings, numbers,
 * booleans, null, undefined, bigints and Dates. It comes back as it was, undefined fields included.
 * (No freezing can stop `setTime` on a Date, so a Date need only be a copy of the caller's.)
 */
export function createEventFactory(ports: { readonly clock: Clock; readonly ids: Ids }): EventFactory {
  void ports;

  return (_type, _data, _context) => {
    // TODO: nothing of the event can ever change, however deep it lies;
    //       and nothing that the caller owns is changed, frozen or shared.
    // TODO: the event says which conversation it belongs to and which message caused it.
    throw new NotImplemented("The event");
  };
}
