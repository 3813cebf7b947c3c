type Pair = readonly [unknown, unknown];

const tagOf = (value: object): string => Object.prototype.toString.call(value);

const keysOf = (value: object): string[] => Object.keys(value).filter((key) => Reflect.get(value, key) !== undefined);

/**
 * Do two values say the same thing?
 *
 * Compares what can be observed and nothing about how it was made: a class instance equals a plain
 * object with the same fields, and a field that is `undefined` equals one that is absent. `NaN`
 * equals `NaN`; `0` and `-0` are equal; Dates, Maps, Sets, RegExps, Errors (name and message) and
 * byte arrays are compared by content. Cycles are handled.
 */
export function same(left: unknown, right: unknown): boolean {
  return sameWithin(left, right, []);
}

function sameWithin(left: unknown, right: unknown, open: readonly Pair[]): boolean {
  if (Object.is(left, right) || left === right) return true;
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) return false;
  if (open.some(([l, r]) => l === left && r === right)) return true;
  const tag = tagOf(left);
  if (tag !== tagOf(right)) return false;
  const within: readonly Pair[] = [...open, [left, right]];
  if (left instanceof Date && right instanceof Date) return Object.is(left.getTime(), right.getTime());
  if (left instanceof RegExp && right instanceof RegExp) return String(left) === String(right);
  if (left instanceof Error && right instanceof Error)
    return left.name === right.name && left.message === right.message;
  if (left instanceof Map && right instanceof Map) return sameMap(left, right, within);
  if (left instanceof Set && right instanceof Set) return sameSet(left, right, within);
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, index) => sameWithin(item, right[index], within));
  }
  const leftKeys = keysOf(left);
  return (
    leftKeys.length === keysOf(right).length &&
    leftKeys.every((key) => sameWithin(Reflect.get(left, key), Reflect.get(right, key), within))
  );
}

function sameMap(left: Map<unknown, unknown>, right: Map<unknown, unknown>, open: readonly Pair[]): boolean {
  return (
    left.size === right.size &&
    [...left].every(([key, value]) => right.has(key) && sameWithin(value, right.get(key), open))
  );
}

function sameSet(left: Set<unknown>, right: Set<unknown>, open: readonly Pair[]): boolean {
  return (
    left.size === right.size &&
    [...left].every((item) => right.has(item) || [...right].some((other) => sameWithin(item, other, open)))
  );
}
