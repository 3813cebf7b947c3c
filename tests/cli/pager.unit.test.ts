import { describe, expect, test } from "vitest";
import { openPager, pressKey, resizePager, type PagerState } from "../../src/cli/pager/state.ts";
import { viewPager } from "../../src/cli/pager/view.ts";

const LINES = Array.from({ length: 30 }, (_, index) =>
  index % 10 === 7 ? `line ${String(index)} Order` : `line ${String(index)}`,
);

/** The state after these keys; undefined once one of them has closed the pager. */
function press(keys: readonly string[], from: PagerState = openPager(LINES, 9)): PagerState | undefined {
  return keys.reduce<PagerState | undefined>(
    (state, key) => (state === undefined ? state : pressKey(state, key)),
    from,
  );
}

const topAfter = (...keys: readonly string[]): number | undefined => press(keys)?.top;

describe("the pager", () => {
  test("goes on by a page, with one line in common, and back", () => {
    expect(topAfter("space")).toBe(8);
    expect(topAfter("f", "page-down")).toBe(16);
    expect(topAfter("space", "space", "b")).toBe(8);
    expect(topAfter("page-up")).toBe(0);
  });

  test("moves by lines and by half pages", () => {
    expect(topAfter("j", "down", "enter", "k")).toBe(2);
    expect(topAfter("d")).toBe(5);
    expect(topAfter("d", "u")).toBe(0);
  });

  test("stops at both ends", () => {
    expect(topAfter("G")).toBe(21);
    expect(topAfter("end", "space", "j")).toBe(21);
    expect(topAfter("G", "g")).toBe(0);
    expect(topAfter("home", "up")).toBe(0);
  });

  test("closes on q, escape, ctrl-d and ctrl-c", () => {
    for (const key of ["q", "escape", "ctrl-d", "ctrl-c"]) expect(press([key])).toBeUndefined();
  });

  test("searches on, round the end, and back", () => {
    expect(topAfter("/", "o", "r", "d", "e", "r", "enter")).toBe(7);
    expect(topAfter("/", "o", "r", "d", "e", "r", "enter", "n")).toBe(17);
    expect(topAfter("/", "o", "r", "d", "e", "r", "enter", "n", "N")).toBe(7);
    expect(topAfter("G", "/", "o", "r", "d", "enter")).toBe(21);
  });

  test("minds case only where a capital was typed", () => {
    expect(topAfter("/", "O", "r", "enter")).toBe(7);
    expect(press(["/", "O", "R", "enter"])?.message).toBe("“OR” is not in this text");
  });

  test("types letters into a search that are keys elsewhere, and takes them back", () => {
    expect(press(["/", "q", "space", "x", "backspace"])?.mode).toEqual({ kind: "searching", typed: "q " });
    expect(press(["/", "escape"])?.mode).toEqual({ kind: "reading" });
    expect(press(["/", "backspace"])?.mode).toEqual({ kind: "reading" });
    expect(press(["/", "q", "ctrl-c"])).toBeUndefined();
  });

  test("says so where nothing was searched for yet", () => {
    expect(press(["n"])?.message).toBe("Nothing to search for yet: type / and a word");
  });

  test("moves sideways over code that is wider than the window, and back", () => {
    expect(press(["right", "right", "left"])?.left).toBe(8);
    expect(press(["left"])?.left).toBe(0);
  });

  test("stays at its place in the text when the window changes", () => {
    const state = press(["space", "space"]) ?? openPager([], 1);
    const wrapped = LINES.flatMap((line) => [line, ""]);
    expect(resizePager(state, wrapped, 5).top).toBe(32);
  });

  test("opens at a line, and never beyond the last page", () => {
    expect(openPager(LINES, 9, 12).top).toBe(12);
    expect(openPager(LINES, 9, 29).top).toBe(21);
    expect(openPager(["only"], 9, 5).top).toBe(0);
  });
});

describe("the pager's window", () => {
  test("holds the text and a last row with the place and the keys", () => {
    expect(viewPager(openPager(LINES, 3), "4. The event store", 80, false)).toEqual([
      "line 0",
      "line 1",
      "line 2",
      "4. The event store (10 %) space: on · b: back · /: search · q: quit",
    ]);
  });

  test("has as many rows as the window, however short the text", () => {
    expect(viewPager(openPager(["a"], 3), "T", 40, false)).toEqual(["a", "", "", "T (end) q: quit"]);
  });

  test("shows what is being typed", () => {
    expect(viewPager(press(["/", "a", "b"]) ?? openPager([], 1), "T", 40, false).at(-1)).toBe("/ab_");
  });

  test("marks what was found, where it may", () => {
    const found = press(["/", "o", "r", "d", "enter"]) ?? openPager([], 1);
    expect(viewPager(found, "T", 40, true)[0]).toBe("line 7 \u001b[7mOrd\u001b[27mer");
    expect(viewPager(found, "T", 40, false)[0]).toBe("line 7 Order");
  });

  test("cuts lines that are too long, and says so", () => {
    expect(viewPager(openPager(["abcdefghij"], 1), "T", 6, false)[0]).toBe("abcde›");
  });
});
