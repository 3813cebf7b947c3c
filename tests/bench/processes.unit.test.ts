import { describe, expect, it } from "vitest";
import { parseRollup } from "../../bench/memory-use.ts";
import { parsePs, tree } from "../../bench/process-tree.ts";

describe("a tree of processes", () => {
  const list = [
    { pid: 1, parent: 0 },
    { pid: 40, parent: 30 },
    { pid: 20, parent: 10 },
    { pid: 10, parent: 1 },
    { pid: 30, parent: 20 },
    { pid: 11, parent: 1 },
  ];

  it("is a process with all that it started, however deep, and nobody else", () => {
    expect(tree(10, list)).toEqual([10, 20, 30, 40]);
  });

  it("is the process alone when it started nothing", () => {
    expect(tree(11, list)).toEqual([11]);
  });

  it("ends, even if the list names a process as its own ancestor", () => {
    expect(
      tree(1, [
        { pid: 1, parent: 2 },
        { pid: 2, parent: 1 },
      ]),
    ).toEqual([1, 2]);
  });

  it("is read from what ps prints", () => {
    expect(parsePs("    1     0\n  401     1\n\n")).toEqual([
      { pid: 1, parent: 0 },
      { pid: 401, parent: 1 },
    ]);
  });
});

describe("a smaps_rollup", () => {
  it("gives the proportional set size, and not the parts of it", () => {
    const text = "55d0-7ffe ---p 00000000 00:00 0   [rollup]\nRss:   60000 kB\nPss:   41234 kB\nPss_Anon:  30000 kB\n";
    expect(parseRollup(text)).toBe(41_234);
  });

  it("that has none is an error, not a zero", () => {
    expect(() => parseRollup("Rss: 1 kB\n")).toThrow("There is no line `Pss:`");
  });
});
