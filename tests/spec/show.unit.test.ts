import { describe, expect, test } from "vitest";
import { createCheck, newCheckLog } from "../../harness/spec/check.ts";
import { show, showValues } from "../../harness/spec/show.ts";
import { renderValues } from "../../src/render/verdict/values.ts";

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

const events = (count: number) =>
  numbers(count).map((position) => ({
    id: `order-1/${String(position)}`,
    streamPosition: position,
    type: "ItemAdded",
    data: { item: `item ${String(position)}`, price: { amount: position * 100, currency: "EUR" } },
  }));

/** What a learner sees of the two, as lines. */
const seen = (expected: unknown, received: unknown): string[] =>
  renderValues(showValues({ expected, received }), { color: false, columns: 80 }).map((line) => line.trim());

const differences = (lines: readonly string[]): string[] =>
  lines.filter((line) => /^[-+] /.test(line) && !line.includes("- expected"));

describe("two values that fit", () => {
  test("are printed as one value is", () => {
    expect(showValues({ expected: { a: 1 }, received: [1, "2"] })).toEqual({
      expected: "{ a: 1 }",
      received: "[ 1, '2' ]",
    });
  });

  test("say nothing of equal parts", () => {
    const expected = events(2);
    expect(showValues({ expected, received: [] })).toEqual({ expected: show(expected), received: "[]" });
  });
});

test("one value alone is cut", () => {
  const { received, expected } = showValues({ received: numbers(40) });
  expect(received).toContain("28 more items");
  expect(expected).toBeUndefined();
});

describe("two values that are too long", () => {
  test.each([1, 2, 13, 20, 39, 40])("show a difference in item %i of 40", (position) => {
    const received = events(40).map((event) =>
      event.streamPosition === position ? { ...event, type: "Lost" } : event,
    );
    const lines = differences(seen(events(40), received));
    expect(lines.some((line) => line.startsWith("- ") && line.includes("ItemAdded"))).toBe(true);
    expect(lines.some((line) => line.startsWith("+ ") && line.includes("Lost"))).toBe(true);
  });

  test("say how many equal items are left out before the difference and behind it", () => {
    const received = events(40).with(19, { ...events(20)[19], id: "other" } as never);
    expect(showValues({ expected: events(40), received }).received).toMatchInlineSnapshot(`
      "[
        … 19 equal items,
        {
          id: 'other',
          streamPosition: 20,
          type: 'ItemAdded',
          … 1 equal field
        },
        … 20 equal items
      ]"
    `);
  });

  test("show an item that is missing in the middle, and not all behind it as others", () => {
    expect(
      seen(
        numbers(60),
        numbers(60).filter((number) => number !== 31),
      ),
    ).toMatchInlineSnapshot(`
      [
        "Expected  [ … 29 equal items, 30, 31, 32, … 28 equal items ]",
        "Received  [ … 29 equal items, 30, 32, … 28 equal items ]",
        "^^",
      ]
    `);
  });

  test("show one large item of many that differ, and say how many more there are", () => {
    const received = events(40).map(({ type, ...event }) => (event.streamPosition > 30 ? event : { type, ...event }));
    const lines = differences(seen(events(40), received));
    expect(lines.filter((line) => line.includes("order-1/31"))).toHaveLength(2);
    expect(lines.filter((line) => line.includes("order-1/32"))).toEqual([]);
    expect(showValues({ expected: events(40), received }).received).toContain("… and 9 more");
  });

  test("show what is added at the end", () => {
    expect(showValues({ expected: numbers(40), received: numbers(41) })).toMatchInlineSnapshot(`
      {
        "expected": "[ … 39 equal items, 40 ]",
        "received": "[ … 39 equal items, 40, 41 ]",
      }
    `);
  });

  test("show a difference at the end of a long text, and what stands before it", () => {
    const text = "word ".repeat(60);
    expect(showValues({ expected: `${text}one`, received: `${text}two` })).toMatchInlineSnapshot(`
      {
        "expected": "'…word word word word one'",
        "received": "'…word word word word two'",
      }
    `);
  });

  test("show a difference that lies deeper than one value is printed", () => {
    const nested = (leaf: unknown): unknown => numbers(10).reduce<unknown>((inner) => ({ inner }), leaf);
    const [left, right] = differences(seen(nested("left"), nested("right")));
    expect(left).toMatch(/^- .*'left'/);
    expect(right).toMatch(/^\+ .*'right'/);
  });

  test("leave out large equal fields, and keep short ones, which say what it is", () => {
    const page = (last: string) => ({ page: 3, items: events(20), about: "x".repeat(100), last });
    expect(showValues({ expected: page("a"), received: page("b") }).expected).toMatchInlineSnapshot(
      `"{ page: 3, last: 'a', … 2 equal fields }"`,
    );
  });

  test("show the one field that differs among many", () => {
    const form = (last: number) =>
      Object.fromEntries(numbers(50).map((key) => [`field${String(key)}`, key === 45 ? last : key]));
    expect(showValues({ expected: form(0), received: form(1) }).received).toMatchInlineSnapshot(`
      "{
        field1: 1,
        field2: 2,
        field3: 3,
        field4: 4,
        field45: 1,
        … 45 equal fields
      }"
    `);
  });

  test("show a difference behind an equal item that would fill the whole text", () => {
    const large = { events: events(30), last: "a".repeat(100) };
    expect(showValues({ expected: [large, 1], received: [large, 2] }).received).toBe("[ … 1 equal item, 2 ]");
  });

  test("show the entry of a map that differs, and an item that only one set has", () => {
    const table = (last: string) =>
      new Map(numbers(40).map((key) => [`key ${String(key)}`, key === 40 ? last : "same"]));
    expect(showValues({ expected: table("a"), received: table("b") }).received).toContain("'key 40' => 'b'");
    const shown = showValues({ expected: new Set(numbers(40)), received: new Set([...numbers(39), 77]) });
    expect(shown.expected).toMatch(/^Set\(40\) \{\s+40,/);
    expect(shown.received).toMatch(/^Set\(40\) \{\s+77,/);
  });

  test("come to an end where a value holds itself", () => {
    const round = (name: string): object => {
      const self: Record<string, unknown> = { items: numbers(40), name };
      self["self"] = self;
      return self;
    };
    expect(showValues({ expected: round("a"), received: round("b") }).received).toContain("name: 'b'");
  });

  test("are printed all the same where one throws when it is looked at", () => {
    const locked = Object.defineProperty({ items: numbers(40) }, "locked", {
      enumerable: true,
      get: () => {
        throw new Error("not for you");
      },
    });
    expect(showValues({ expected: { items: numbers(40) }, received: locked }).received).toContain("[Getter]");
  });

  test("never take more than 14 lines or about 900 characters", () => {
    const { expected = "", received = "" } = showValues({ expected: events(200), received: events(200).toReversed() });
    for (const text of [expected, received]) {
      expect(text.split("\n").length).toBeLessThanOrEqual(14);
      expect(text.length).toBeLessThanOrEqual(902);
    }
  });
});

test("an item is the same line whether or not it is the last one", () => {
  const words = numbers(5).map((number) => `the entry with the number ${String(number)}`);
  expect(differences(seen(words, words.slice(0, 4)))).toEqual(["-   'the entry with the number 5',"]);
});

test("a check that fails keeps the difference of two long values", () => {
  const log = newCheckLog();
  expect(() => createCheck(log).equal(events(30).slice(0, 29), events(30), "The last event is lost.")).toThrow(
    "The last event is lost.",
  );
  expect(log.failure?.expected).toContain("order-1/30");
  expect(log.failure?.received).not.toContain("order-1/30");
});
