import fc, { type Arbitrary } from "fast-check";
import type { NewEvent } from "eventlings";

/** Keys that are data like any other, and that careless code takes for something else. */
const TRICKY_KEYS = [
  "__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "toJSON", "length", "0", "", "a.b", "$", "$$",
  "$date", "$type", "__type", "type", "value", "data", "json", "meta", "createdAt", "date",
]; // prettier-ignore

/** Text that careless code takes for something that it is not. */
export const TRICKY_TEXTS = [
  "2026-01-15T09:00:00.000Z", "2026-01-15", "9007199254740993", "42n", "10n", "NaN", "Infinity", "undefined", "null",
  "true", "", "$", "$date", "$undefined", "bigint:42", "date:2026-01-15T09:00:00.000Z", "__undefined__", "[object Object]",
]; // prettier-ignore

const key = fc.oneof(fc.constantFrom(...TRICKY_KEYS), fc.string({ maxLength: 6 }));

const leaf = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.constantFrom(...TRICKY_TEXTS),
  fc.double(),
  fc.constantFrom(NaN, Infinity, -Infinity, 0, 2 ** 53),
  fc.bigInt(),
  fc.bigInt({ min: 2n ** 53n, max: 2n ** 80n }),
  fc.date({ noInvalidDate: true }),
  fc.constantFrom<unknown>(undefined, null, true, false),
);

/** `Object.fromEntries` makes `__proto__` a key like any other, which assigning to it would not. */
const objectOf = (value: Arbitrary<unknown>): Arbitrary<Record<string, unknown>> =>
  fc.array(fc.tuple(key, value), { maxLength: 4 }).map((entries) => Object.fromEntries(entries));

/** Whatever may stand inside an event, a few levels deep. */
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    { weight: 3, arbitrary: leaf },
    { weight: 1, arbitrary: fc.array(tie("value"), { maxLength: 4 }) },
    { weight: 2, arbitrary: objectOf(tie("value")) },
  ),
}));

const name = fc.string({ minLength: 1, maxLength: 12 });

/** Any event that `encode` must keep, whole. */
export const anyEvent: Arbitrary<NewEvent> = fc
  .tuple(name, name, fc.array(fc.tuple(key, value), { minLength: 1, maxLength: 5 }), fc.option(objectOf(value)))
  .map(([id, type, data, metadata]) => {
    const event = { id, type, data: Object.fromEntries(data) };
    return metadata === null ? event : { ...event, metadata: { ...metadata, correlationId: id } };
  });
