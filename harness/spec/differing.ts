import { same } from "./same.ts";

/** What is kept beside a difference, so that a reader sees where it is. */
const CHARACTERS_AROUND = 20;
const FIELDS_AROUND = 4;

/** More than anybody is shown: what a learner's code made may be endless work. */
const MOST_ITEMS = 200;

/** Encloses what is said about a value and is no part of it: a character that no text has. */
const MARK = "\uE000";
const KEY = new RegExp(`(['"\`])${MARK}\\1: `, "gu");
const MARKED = new RegExp(`(['"\`])${MARK}(.*?)${MARK}\\1`, "gu");

type Pair<T = unknown> = readonly [expected: T, received: T];

/**
 * Two values without the large parts that are equal in both, so that a difference is at the beginning of
 * what is printed, however long the values are. What is left out is counted; see {@link unmarked}.
 */
export const differing = (expected: unknown, received: unknown): Pair => difference(expected, received, []);

/** A printed value in which what was said of left out parts is no text any more. */
export const unmarked = (printed: string): string => printed.replaceAll(KEY, "").replaceAll(MARKED, "$2");

const leftOut = (count: number, what: string): string =>
  `${MARK}… ${String(count)} equal ${count === 1 ? what : `${what}s`}${MARK}`;

/** `open` are the objects that these two are within: an object that holds itself is left as it is. */
function difference(expected: unknown, received: unknown, open: readonly unknown[]): Pair {
  if (typeof expected === "string" && typeof received === "string") return strings([expected, received]);
  if (!isObject(expected) || !isObject(received)) return [expected, received];
  if (open.includes(expected) || open.includes(received)) return [expected, received];
  const within = [...open, expected, received];
  if (Array.isArray(expected) && Array.isArray(received)) return arrays([expected, received], within);
  if (expected instanceof Map && received instanceof Map) return maps([expected, received], within);
  if (expected instanceof Set && received instanceof Set) return sets([expected, received]);
  return isRecord(expected) && isRecord(received) ? records([expected, received], within) : [expected, received];
}

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

const isRecord = (value: object): boolean => Object.prototype.toString.call(value) === "[object Object]";

const both = <T, R>([expected, received]: Pair<T>, of: (value: T, side: 0 | 1) => R): Pair<R> => [
  of(expected, 0),
  of(received, 1),
];

/** How many of two lists' first items are equal, at most `most`. */
function equalAtStart([expected, received]: Pair<ArrayLike<unknown>>, most = Infinity): number {
  const end = Math.min(expected.length, received.length, most);
  let at = 0;
  while (at < end && same(expected[at], received[at])) at += 1;
  return at;
}

function strings(texts: Pair<string>): Pair {
  const from = equalAtStart(texts) - CHARACTERS_AROUND;
  return from < CHARACTERS_AROUND ? texts : both(texts, (text) => `…${text.slice(from)}`);
}

function arrays(lists: Pair<readonly unknown[]>, open: readonly unknown[]): Pair {
  const start = equalAtStart(lists);
  const end = equalAtStart(both(lists, (list) => list.slice(start).toReversed()));
  const before = withoutContext(start, lists[0][start - 1]);
  const after = withoutContext(end, lists[0].at(-end));
  const middles = both(lists, (list) => list.slice(before, Math.min(list.length - after, before + MOST_ITEMS)));
  // Item by item only where each has its counterpart: behind one that is missing, all are others.
  const isPaired = lists[0].length === lists[1].length;
  // One large item fills a text. Of two, the second would be cut at another place on either side.
  const shown = isPaired && isLarge(middles[0][0]) ? 1 : MOST_ITEMS;
  const more = middles[0].length - shown;
  return both(middles, (middle, side) => [
    ...(before > 0 ? [leftOut(before, "item")] : []),
    ...middle
      .slice(0, shown)
      .map((item, at) => (isPaired ? difference(middles[0][at], middles[1][at], open)[side] : item)),
    ...(isPaired && more > 0 ? [`${MARK}… and ${String(more)} more${MARK}`] : []),
    ...(after > 0 ? [leftOut(after, "item")] : []),
  ]);
}

/** How many equal items go. The one beside the difference stays where it is short. */
const withoutContext = (equal: number, nearest: unknown): number => {
  if (isLarge(nearest)) return equal;
  // A single item takes no more room than the words that would stand for it.
  return equal < 3 ? 0 : equal - 1;
};

function records(objects: Pair<object>, open: readonly unknown[]): Pair {
  const [expected, received] = objects;
  const equal = Object.keys(expected).filter((key) => same(Reflect.get(expected, key), Reflect.get(received, key)));
  // Some short fields stay: they say which object this is.
  const short = equal.filter((key) => !isLarge(Reflect.get(expected, key))).slice(0, FIELDS_AROUND);
  const isLeftOut = (key: string): boolean => equal.includes(key) && !short.includes(key);
  return both(objects, (object, side) => {
    const kept = Object.keys(object).filter((key) => !isLeftOut(key));
    const fields = kept.map((key) => [
      key,
      difference(Reflect.get(expected, key), Reflect.get(received, key), open)[side],
    ]);
    const count = Object.keys(object).length - kept.length;
    const all = Object.fromEntries(count === 0 ? fields : [...fields, [MARK, leftOut(count, "field")]]) as object;
    // The name of its class is printed, too.
    return Object.create(
      Object.getPrototypeOf(object) as object | null,
      Object.getOwnPropertyDescriptors(all),
    ) as object;
  });
}

const isLarge = (value: unknown): boolean =>
  typeof value === "string" ? value.length > 2 * CHARACTERS_AROUND : isObject(value);

/** Nobody sees an order of keys, so those whose values differ come first. */
function maps(tables: Pair<ReadonlyMap<unknown, unknown>>, open: readonly unknown[]): Pair {
  const [expected, received] = tables;
  const isEqual = (key: unknown): boolean =>
    expected.has(key) && received.has(key) && same(expected.get(key), received.get(key));
  return both(tables, (table, side) => {
    const keys = [...table.keys()];
    const ordered = [...keys.filter((key) => !isEqual(key)), ...keys.filter((key) => isEqual(key))];
    return new Map(ordered.map((key) => [key, difference(expected.get(key), received.get(key), open)[side]]));
  });
}

function sets([expected, received]: Pair<ReadonlySet<unknown>>): Pair {
  if (expected.size > MOST_ITEMS || received.size > MOST_ITEMS) return [expected, received];
  const ordered = (items: ReadonlySet<unknown>, others: ReadonlySet<unknown>): Set<unknown> =>
    new Set([...[...items].filter((item) => ![...others].some((other) => same(other, item))), ...items]);
  return [ordered(expected, received), ordered(received, expected)];
}
