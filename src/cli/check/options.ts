import { readArguments } from "../arguments.ts";
import { UserError } from "../errors.ts";

/** What `check` was asked for. */
export interface CheckOptions {
  /** Exercises as they were typed. */
  readonly ids: readonly string[];
  readonly all: boolean;
  readonly failures: "first" | "all";
  readonly json: boolean;
  readonly ui: boolean;
  readonly rules?: readonly string[];
  readonly seed?: number;
  readonly file?: string;
}

/** Largest seed: the random generator takes 32 bits. */
const MOST = 0x7fffffff;

/** Reads the arguments of `check`, or says in a sentence which of them make no sense. */
export function readCheckOptions(args: readonly string[]): CheckOptions {
  const { values, positionals } = parse(args);
  const { all = false, ui = false, json = false, file, rule } = values;
  if (all && positionals.length > 0)
    throw new UserError("--all means every exercise, so it takes no id: leave out one of the two.");
  if (file !== undefined && (all || positionals.length > 1))
    throw new UserError("--file is judged as the answer to one exercise: name just that one.");
  if (rule !== undefined && (all || positionals.length > 1))
    throw new UserError("--rule picks promises of one exercise: name just that one.");
  if (ui && (all || json || file !== undefined || rule !== undefined || positionals.length > 1))
    throw new UserError("--ui opens one exercise in Vitest's own screen: give it one id and no other option.");
  return {
    ids: positionals,
    all,
    ui,
    json,
    failures: values["all-failures"] === true ? "all" : "first",
    ...(rule === undefined ? {} : { rules: rule }),
    ...(values.seed === undefined ? {} : { seed: readSeed(values.seed) }),
    ...(file === undefined ? {} : { file }),
  };
}

function readSeed(text: string): number {
  const seed = Number(text);
  if (/^\d+$/.test(text) && seed <= MOST) return seed;
  throw new UserError(`--seed takes a whole number from 0 to ${String(MOST)}, and not "${text}".`);
}

const parse = (args: readonly string[]) =>
  readArguments(args, {
    command: "check",
    positionals: { min: 0, max: Infinity },
    options: {
      all: { type: "boolean" },
      "all-failures": { type: "boolean" },
      json: { type: "boolean" },
      ui: { type: "boolean" },
      rule: { type: "string", multiple: true },
      seed: { type: "string" },
      file: { type: "string" },
    },
  });
