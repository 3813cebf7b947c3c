import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { runToEnd, start, stop } from "../../bench/processes.ts";

/** Starts a child in a group of its own that holds on to its parent's standard output, deaf to requests to end. */
const PARENT = `
  const deaf = "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log('deaf');";
  const { spawn } = require("node:child_process");
  spawn(process.execPath, ["-e", deaf], { detached: true, stdio: ["ignore", "inherit", "inherit"] });
  setInterval(() => {}, 1000);
`;

describe("stopping what was started", () => {
  it("ends children in groups of their own too, even when they do not listen", async () => {
    const parent = start(["-e", PARENT], process.cwd(), "pipe");
    const output = parent.stdout;
    if (output === null) throw new Error("The process was started without a pipe.");
    const said = await once(output, "data");
    expect(String(said[0])).toContain("deaf");

    // The pipe is closed by the last process that holds it: this would wait for ever for a survivor.
    await stop(parent);
    expect(output.readableEnded).toBe(true);
  });

  it("does nothing to a process that has ended", async () => {
    const child = start(["-e", "0"], process.cwd(), "ignore");
    await once(child, "close");
    await stop(child);
    expect(child.exitCode).toBe(0);
  });
});

describe("a run that fails", () => {
  it("is an error that says what it said, for how fast something fails is no figure", async () => {
    const run = runToEnd(["-e", "console.error('no such exercise'); process.exit(2)"], process.cwd());
    await expect(run).rejects.toThrow(/ended with 2 where it had to work: no such exercise/);
  });
});
