import type { Measurement } from "../figure.ts";
import { runToEnd, time } from "../processes.ts";
import { EXERCISE } from "../sandbox.ts";
import { describePairs, interleave, medianRatio } from "../statistics.ts";

/** Commands that answer at once, as whole processes, beside a Node that does nothing. */
const COMMANDS = [
  { name: "list", args: ["list"], limits: { old: 3, current: 1.5 } },
  { name: "hint", args: ["hint", EXERCISE.id], limits: { old: 3, current: 1.5 } },
  { name: "read", args: ["read", "event-store"], limits: { old: 4, current: 2.5 } },
  { name: "start", args: ["start"], limits: { old: 4, current: 2.5 } },
  // Without input it ends once the first question is on the screen.
  { name: "quiz", args: ["quiz", "--rapid"], limits: { old: 4, current: 4 } },
] as const;

export const commands: readonly Measurement[] = COMMANDS.map(({ name, args, limits }) => ({
  figures: (node) => [{ name, unit: "ratio", limit: node >= 22 ? limits.current : limits.old }],

  async measure(_wanted, { sandbox, quick }) {
    const { root, command } = await sandbox();
    // The first run makes the workspace and the index, and must show something.
    const { stdout } = await runToEnd([command, ...args], root);
    if (stdout.trim() === "") throw new Error(`\`${args.join(" ")}\` printed nothing, so that its time says nothing.`);
    const pairs = await interleave(
      quick ? 7 : 25,
      () => time([command, ...args], root),
      () => time(["-e", "0"], root),
    );
    return new Map([[name, { value: medianRatio(pairs), raw: describePairs(pairs, name, "node -e 0") }]]);
  },
}));
