import { parseArgs } from "node:util";

/** What the bench was asked for. */
export interface BenchArguments {
  /** Names of the figures to measure. */
  readonly only: ReadonlySet<string>;
  readonly json: boolean;
  readonly quick: boolean;
  readonly help: boolean;
}

/** Thrown for arguments that make no sense: one sentence. */
export class BadArguments extends Error {
  readonly code = "BAD_ARGUMENTS";

  constructor(message: string) {
    super(message);
    this.name = "BadArguments";
  }
}

export const USAGE = `npm run bench -- [--only NAME[,NAME…]] [--quick] [--json]

Measures each figure side by side with what it is compared to, and ends with 1 if one is over its limit.
  --only NAME   only these figures; may be given several times
  --quick       fewer runs: for a look while you work
  --json        [{ name, value, limit, unit }] on standard output; all else goes to standard error`;

/** Reads the command line. `names` are all figures that there are. */
export function readArguments(args: readonly string[], names: readonly string[]): BenchArguments {
  const { only = [], json = false, quick = false, help = false } = parse(args);
  const wanted = only.flatMap((list) => list.split(",")).map((name) => name.trim());
  const unknown = wanted.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new BadArguments(`There is no figure "${unknown}". The figures are ${names.join(", ")}.`);
  }
  return { only: new Set(wanted.length === 0 ? names : wanted), json, quick, help };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        only: { type: "string", multiple: true },
        json: { type: "boolean" },
        quick: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    }).values;
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/\.? To specify.*$/s, "") : String(error);
    throw new BadArguments(`${reason}. \`npm run bench -- --help\` shows what can be asked for.`);
  }
}
