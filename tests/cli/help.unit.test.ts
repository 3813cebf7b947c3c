import { describe, expect, test } from "vitest";
import { COMMANDS } from "../../src/cli/commands.ts";
import { run, unknownCommand } from "../../src/cli/help.ts";
import { renderOverview, renderUsage } from "../../src/render/index.ts";
import { fakeIo } from "../support/fake-io.ts";

const ENTRIES = [
  {
    name: "check",
    group: "learn",
    summary: "judge an exercise once",
    usage: "[id…] [--json]",
    details: [["--json", "as JSON"]],
  },
  { name: "doctor", group: "the course", summary: "look for what is wrong", usage: "" },
] as const;

describe("help", () => {
  test("gives an overview of all commands, by groups", () => {
    expect(renderOverview(ENTRIES, { color: false, columns: 80 })).toMatchInlineSnapshot(`
      "Eventlings: event-driven architecture, learnt by writing it

        npm start                 where you are, and what is next
        npm run <command>         anything below
        npm run <command> -- --x  with an option: npm needs the -- before it

      Learn
        check   judge an exercise once

      The course
        doctor  look for what is wrong

      What a command takes:
        npm run help <command>"
    `);
  });

  test("says what one command takes", () => {
    expect(renderUsage(ENTRIES[0], { color: false, columns: 80 })).toMatchInlineSnapshot(`
      "Judge an exercise once.

        npm run check [id…] [--json]

        --json  as JSON

      Through npm, options go behind a --, as in: npm run check -- --help"
    `);
    expect(renderUsage(ENTRIES[1], { color: false, columns: 80 })).toMatchInlineSnapshot(`
      "Look for what is wrong.

        npm run doctor"
    `);
  });

  test.each([40, 80])("keeps to %i columns, whatever the commands say of themselves", async (columns) => {
    const io = fakeIo({ columns });
    await run([], { root: "", io });
    for (const name of Object.keys(COMMANDS)) await run([name], { root: "", io });
    expect(
      io
        .out()
        .split("\n")
        .filter((line) => line.length > columns),
    ).toEqual([]);
  });

  test("names every command, each with a summary that is one line", async () => {
    const io = fakeIo({ columns: 200 });
    await run([], { root: "", io });
    for (const [name, { summary }] of Object.entries(COMMANDS)) {
      expect(io.out()).toMatch(new RegExp(`^  ${name} `, "m"));
      expect(summary).not.toMatch(/\n|\.$/);
    }
  });

  test("guesses what a misspelt command was meant to be", () => {
    expect(unknownCommand("cehck").message).toBe(
      'There is no command "cehck". Did you mean `npm run check`? `npm run help` lists all of them.',
    );
    expect(unknownCommand("xyzzy").message).toBe('There is no command "xyzzy". `npm run help` lists all of them.');
  });

  test("refuses a command that does not exist", async () => {
    await expect(run(["chekc"], { root: "", io: fakeIo() })).rejects.toThrow("Did you mean `npm run check`?");
  });
});
