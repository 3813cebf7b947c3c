import { describe, expect, it } from "vitest";
import { readArguments } from "../../bench/arguments.ts";

const names = ["list", "hint", "check-cold"];

describe("the bench's arguments", () => {
  it("ask for everything when there are none", () => {
    expect(readArguments([], names)).toEqual({ only: new Set(names), json: false, quick: false, help: false });
  });

  it("narrow it with --only, given again or with commas", () => {
    expect(readArguments(["--only", "hint", "--only", "check-cold, list"], names).only).toEqual(
      new Set(["hint", "check-cold", "list"]),
    );
  });

  it("know --json, --quick and --help", () => {
    expect(readArguments(["--json", "--quick", "-h"], names)).toMatchObject({ json: true, quick: true, help: true });
  });

  it("name the figures that there are when one is unknown", () => {
    expect(() => readArguments(["--only", "lists"], names)).toThrow(
      'There is no figure "lists". The figures are list, hint, check-cold.',
    );
  });

  it.each([[["--fast"]], [["list"]], [["--only"]]])("answer %j with one sentence that says where to look", (args) => {
    expect(() => readArguments(args, names)).toThrow(
      /^[^\n]+\. `npm run bench -- --help` shows what can be asked for\.$/,
    );
  });
});
