import { describe, expect, test } from "vitest";
import { cutLine, nearestName, neutralise, widthOf, wrapWords } from "../../src/render/index.ts";

describe("the width of a text", () => {
  test.each([
    ["plain", 5],
    ["“quotes” – and … → ▸ ✓ ✗ │", 26],
    ["日本語", 6],
    ["e\u0301", 1],
    ["👍", 2],
    ["👩‍💻", 2],
    ["a\u200bb", 2],
  ])("of %j is %i columns", (text, columns) => {
    expect(widthOf(text)).toBe(columns);
  });
});

describe("wrapping", () => {
  test("breaks between words, and gives every line but the first what it hangs by", () => {
    expect(wrapWords("one two three four", 9, "  ")).toEqual(["one two", "  three", "  four"]);
  });

  test("leaves a word that is too long whole, so that it can be copied", () => {
    expect(wrapWords("see workspace/04-event-store/1-append.ts now", 12)).toEqual([
      "see",
      "workspace/04-event-store/1-append.ts",
      "now",
    ]);
  });

  test("never breaks code in backticks", () => {
    expect(wrapWords("call `npm run list` now", 12)).toEqual(["call", "`npm run list`", "now"]);
  });

  test("keeps the line breaks of the text", () => {
    expect(wrapWords("one\n\ntwo", 20)).toEqual(["one", "", "two"]);
  });
});

describe("text from outside", () => {
  test("loses its colours and shows everything else that a terminal would obey", () => {
    expect(neutralise("\u001b[31mred\u001b[0m\u0007 \u001b]0;title\u0007\u009b2J \u202eabc")).not.toMatch(
      // eslint-disable-next-line no-control-regex
      /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/,
    );
  });

  test("keeps its line breaks, in one form", () => {
    expect(neutralise("one\r\ntwo\n\tthree")).toBe("one\ntwo\n  three");
  });

  test("is left alone where it is harmless", () => {
    expect(neutralise("„Füße“ – 日本語 👍")).toBe("„Füße“ – 日本語 👍");
  });
});

describe("a line that is cut", () => {
  test("says on which side there is more", () => {
    expect(cutLine("abcdefghij", 0, 5)).toBe("abcd›");
    expect(cutLine("abcdefghij", 3, 4)).toBe("‹ef›");
    expect(cutLine("abcdefghij", 6, 10)).toBe("‹hij");
  });

  test("keeps its colours, and closes them", () => {
    expect(cutLine("\u001b[31mabcdefgh\u001b[39m", 0, 4)).toBe("\u001b[31mabc›\u001b[39m");
  });

  test("is left alone where it fits", () => {
    expect(cutLine("abc", 0, 3)).toBe("abc");
  });
});

describe("the nearest name", () => {
  const names = ["check", "watch", "list", "read", "reset", "restore"];

  test.each([
    ["cehck", "check"],
    ["chek", "check"],
    ["WATCH", "watch"],
    ["lst", "list"],
    ["wat", "watch"],
  ])("to %j is %j", (typed, name) => {
    expect(nearestName(typed, names)).toBe(name);
  });

  test("is none where nothing is near", () => {
    expect(nearestName("frobnicate", names)).toBeUndefined();
  });
});
