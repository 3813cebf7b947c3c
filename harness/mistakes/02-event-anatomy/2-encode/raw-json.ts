// @belief Events are JSON: stringify them, parse them.
// @breaks dates-come-back, bigints-come-back, undefined-comes-back, odd-numbers-come-back, garbage-is-refused, damage-is-told, keeps-or-refuses, any-event-comes-back, input-untouched, look-alikes-survive
// @section what-json-loses
import { MalformedEvent, type NewEvent } from "eventlings";

/** Writes an event as JSON text. */
export function encode(event: NewEvent): string {
  return JSON.stringify(event);
}

/** Reads what `encode` wrote. */
export function decode(text: string): NewEvent {
  const event: unknown = parse(text);
  if (!isEvent(event)) throw new MalformedEvent("The text is no event: an event has an id, a type and data.");
  return event;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isEvent = (value: unknown): value is NewEvent & Readonly<Record<string, unknown>> =>
  isObject(value) && typeof value["id"] === "string" && typeof value["type"] === "string" && "data" in value;

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new MalformedEvent("The text is not valid JSON.", { cause });
  }
}
