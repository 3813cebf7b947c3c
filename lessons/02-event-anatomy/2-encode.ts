import { MalformedEvent, NotImplemented, type NewEvent } from "eventlings";

/**
 * Writes an event as text, for a topic or a table. The text is valid JSON; how you write in it what
 * JSON has no word for is up to you, for only `decode` has to read it.
 *
 * What comes back equals what went in, everywhere in the event: plain objects (every own key is
 * data, also `__proto__` or `toString`), arrays, strings, booleans, null, every number (NaN and the
 * infinities too; -0 may come back as 0), bigints, valid Dates, and undefined: a field that was there
 * and undefined is there and undefined again, and so is data that is nothing but undefined.
 *
 * Anything else comes back as well, or `encode` throws: a Map, a function, an object with a `toJSON`,
 * a boxed `new Number(1)`, a key that is a symbol, an array with holes or with keys besides its
 * positions. It never loses something quietly.
 *
 * Fields beyond those of `NewEvent`, and types that nobody here has heard of, are kept like the rest.
 * The event that it is given stays as it is.
 */
export function encode(event: NewEvent): string {
  // TODO: say what JSON cannot say, in a way that nothing in an event can be mistaken for.
  void event;
  throw new NotImplemented("encode");
}

/**
 * Reads what `encode` wrote.
 *
 * @throws MalformedEvent when the text is no JSON, is no event (an object with a string `id`, a
 *   string `type` and `data`), or holds something damaged, such as a date or a bigint that is none: in
 *   place of that it never hands out anything else.
 */
export function decode(text: string): NewEvent {
  // TODO: give back a whole event or throw; never trust that the text is what you hoped for.
  void text;
  void MalformedEvent;
  throw new NotImplemented("decode");
}
