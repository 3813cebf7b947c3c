import { CARD_KINDS, type CardKind, type Difficulty } from "../types.ts";
import type { Line } from "./lines.ts";

/** The list of fields below a question's heading. */
export interface Fields {
  readonly kind: CardKind;
  readonly topic: string;
  readonly difficulty: Difficulty;
  readonly source: readonly string[];
  readonly drills: readonly string[];
  readonly followUps: readonly string[];
  readonly classes: readonly string[];
}

type Complain = (line: number, message: string) => void;

const NAMES = ["kind", "topic", "difficulty", "source", "drills", "follow-ups", "classes"] as const;
type Name = (typeof NAMES)[number];

const ID = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const SOURCE = /^[a-z0-9-]+(\.[a-z0-9-]+)*$/;
const DRILL = /^[a-z0-9-]+\/[a-z0-9-]+(#[a-z0-9-]+)?$/;

/** Is this fit to be a question's id? */
export const isCardId = (text: string): boolean => ID.test(text);

/** Reads the fields; undefined where one is wrong, after complaining about each. */
export function readFields(
  lines: readonly Line[],
  heading: number,
  complain: Complain,
): { fields: Fields | undefined; rest: readonly Line[] } {
  const start = lines.findIndex(({ text }) => text !== "");
  const from = start === -1 ? lines.length : start;
  const after = lines.findIndex(({ text }, index) => index >= from && !text.startsWith("- "));
  const end = after === -1 ? lines.length : after;
  const found = new Map<Name, { readonly value: string; readonly line: number }>();
  let sound = true;
  const fault: Complain = (line, message) => {
    sound = false;
    complain(line, message);
  };
  for (const { text, number } of lines.slice(from, end)) {
    const [, name = "", value = ""] = /^- ([a-z-]+):\s*(.*)$/.exec(text) ?? [];
    const known = NAMES.find((each) => each === name);
    if (known === undefined) fault(number, `"${text}" is no field. The fields are ${NAMES.join(", ")}.`);
    else if (found.has(known)) fault(number, `"${name}" is there twice: remove one of them.`);
    else found.set(known, { value, line: number });
  }
  const get = (name: Name): string => found.get(name)?.value ?? "";
  const lineOf = (name: Name): number => found.get(name)?.line ?? heading;
  const list = (name: Name, what: RegExp, example: string): readonly string[] => {
    const values = get(name)
      .split(",")
      .map((each) => each.trim())
      .filter((each) => each !== "");
    const wrong = values.find((each) => !what.test(each));
    if (wrong !== undefined) fault(lineOf(name), `${name}: "${wrong}" must look like ${example}.`);
    return values;
  };
  for (const name of ["kind", "topic", "difficulty", "source"] as const)
    if (get(name) === "")
      fault(lineOf(name), `the field "${name}" is missing: add a line "- ${name}: …" below the id.`);
  const kind = CARD_KINDS.find((each) => each === get("kind"));
  if (kind === undefined && get("kind") !== "")
    fault(lineOf("kind"), `kind: "${get("kind")}" is none of ${CARD_KINDS.join(", ")}.`);
  const difficulty = toDifficulty(get("difficulty"));
  if (difficulty === undefined && get("difficulty") !== "")
    fault(lineOf("difficulty"), `difficulty: "${get("difficulty")}" must be 1, 2 or 3.`);
  const classes = list("classes", /./, "command, event, query");
  if (kind === "classification" && (classes.length < 2 || classes.length > 5))
    fault(lineOf("classes"), 'a classification needs two to five classes, as in "- classes: command, event, query".');
  if (kind !== "classification" && classes.length > 0)
    fault(lineOf("classes"), "classes belong to a classification only: remove the field or change the kind.");
  const source = list("source", SOURCE, "pattern.outbox");
  const drills = list("drills", DRILL, "outbox/relay or outbox/relay#in-order");
  const followUps = list("follow-ups", ID, "the id of a question, outbox-what-it-promises");
  const topic = get("topic");
  const fields =
    sound && kind !== undefined && difficulty !== undefined
      ? { kind, topic, difficulty, source, drills, followUps, classes }
      : undefined;
  return { fields, rest: lines.slice(end) };
}

function toDifficulty(text: string): Difficulty | undefined {
  return text === "1" ? 1 : text === "2" ? 2 : text === "3" ? 3 : undefined;
}
