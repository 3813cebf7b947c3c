import { parseArgs, type ParseArgsConfig } from "node:util";
import { UserError } from "./errors.ts";

type Options = NonNullable<ParseArgsConfig["options"]>;

/** What a command takes. */
export interface Expected<O extends Options> {
  /** The command's name, for sentences. */
  readonly command: string;
  readonly options: O;
  /** How many arguments that are no options; none by default. */
  readonly positionals?: { readonly min: number; readonly max: number };
  /** What is missing when there are too few, after "needs": `an exercise, as in …`. */
  readonly needs?: string;
}

type Parsed<O extends Options> = ReturnType<typeof parseArgs<{ options: O; strict: true; allowPositionals: true }>>;

/**
 * Reads a command's arguments.
 * @throws UserError for anything that the command does not take, in one sentence
 */
export function readArguments<const O extends Options>(args: readonly string[], expected: Expected<O>): Parsed<O> {
  const parsed = parse(args, expected);
  const { command, positionals: { min, max } = { min: 0, max: 0 }, needs } = expected;
  const given = parsed.positionals as readonly string[];
  if (given.length < min) throw new UserError(`\`${command}\` needs ${needs ?? "more arguments"}.`);
  const tooMany = given[max];
  if (tooMany !== undefined)
    throw new UserError(`\`${command}\` has no use for "${tooMany}"; leave it out, or ${seeHelp(command)}.`);
  return parsed;
}

function parse<O extends Options>(args: readonly string[], { command, options }: Expected<O>): Parsed<O> {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: true });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const { code } = error as NodeJS.ErrnoException;
    // Node's own sentence gives advice that is wrong behind `npm run`; only the option's name is used.
    const option = /'(?:-\w, )?(--?[^\s'=]+)/.exec(error.message)?.[1] ?? "";
    if (code === "ERR_PARSE_ARGS_UNKNOWN_OPTION") throw new UserError(unknownOption(option, command, options));
    if (code === "ERR_PARSE_ARGS_INVALID_OPTION_VALUE") {
      const wantsValue = options[option.slice(2)]?.type === "string";
      throw new UserError(
        wantsValue
          ? `${option} needs a value behind it: ${seeHelp(command)}.`
          : `${option} takes no value: write it alone, or ${seeHelp(command)}.`,
      );
    }
    throw error;
  }
}

function unknownOption(option: string, command: string, options: Options): string {
  const names = Object.keys(options).map((name) => `--${name}`);
  const takes = names.length === 0 ? "It takes none" : `It takes ${names.join(", ")}`;
  return `\`${command}\` has no option ${option}. ${takes}; ${seeHelp(command)}.`;
}

const seeHelp = (command: string): string => `\`npm run help ${command}\` says what it takes`;

/** The value of an option that must be one of a few words. */
export function oneOf<Word extends string>(
  option: string,
  value: string | undefined,
  words: readonly Word[],
): Word | undefined {
  if (value === undefined) return undefined;
  const word = words.find((each) => each === value);
  if (word !== undefined) return word;
  throw new UserError(
    `${option} must be ${words.slice(0, -1).join(", ")} or ${words.at(-1) ?? ""}, and it is "${value}".`,
  );
}

/** The value of an option that must be a whole number, bounds included. */
export function wholeNumber(option: string, text: string | undefined, least: number, most: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() !== "" && Number.isInteger(value) && value >= least && value <= most) return value;
  throw new UserError(
    `${option} must be a whole number from ${String(least)} to ${String(most)}, and it is "${text}".`,
  );
}
