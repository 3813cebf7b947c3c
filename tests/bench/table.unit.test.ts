import { describe, expect, it } from "vitest";
import type { Result } from "../../bench/figure.ts";
import { isOver, renderTable, toJson } from "../../bench/table.ts";

const results: readonly Result[] = [
  { name: "list", unit: "ratio", limit: 1.5, value: 1.123456, raw: "list 45 ms, node -e 0 40 ms (25 pairs)" },
  { name: "hang-reported", unit: "s", limit: 3, value: 3.01, raw: "5 hangs" },
  { name: "start", unit: "ratio", limit: 2.5, failed: "`start` ended with 2 where it had to work:\nno such command" },
  { name: "watch-memory", unit: "MB", limit: 120, skipped: "Windows does not tell." },
];

describe("the table", () => {
  it("has a line for each figure, with its limit beside it and the medians behind", () => {
    expect(renderTable(results)).toMatchInlineSnapshot(`
      "figure           value    limit           medians
      list            1.12 x   1.50 x  ok       list 45 ms, node -e 0 40 ms (25 pairs)
      hang-reported  3.01 s   3.00 s   OVER     5 hangs
      start                –   2.50 x  FAILED   \`start\` ended with 2 where it had to work:
      watch-memory         –   120 MB  skipped  Windows does not tell."
    `);
  });

  it("says nothing but its heading when nothing was measured", () => {
    expect(renderTable([])).toBe("figure  value  limit    medians");
  });
});

describe("a limit", () => {
  const figure = { name: "list", unit: "ratio", limit: 1.5, raw: "" } as const;

  it("may be reached", () => {
    expect(isOver({ ...figure, value: 1.5 })).toBe(false);
  });

  it("is exceeded by any more than that, even where the table rounds it away", () => {
    expect(isOver({ ...figure, value: 1.5001 })).toBe(true);
  });

  it("is exceeded by what is no number", () => {
    expect(isOver({ ...figure, value: Number.NaN })).toBe(true);
  });

  it("is not exceeded by what was not measured", () => {
    expect(isOver({ name: "list", unit: "ratio", limit: 1.5, skipped: "there is no `list` yet" })).toBe(false);
  });
});

describe("--json", () => {
  it("gives name, value, limit and unit of what was measured, and nothing else", () => {
    expect(JSON.parse(toJson(results))).toEqual([
      { name: "list", value: 1.123, limit: 1.5, unit: "ratio" },
      { name: "hang-reported", value: 3.01, limit: 3, unit: "s" },
    ]);
  });
});
