import * as v from "valibot";
import type { Hints, Rule, Track } from "./types.ts";

/** What an exercise's `N-slug.yaml` says. */
export interface Manifest {
  readonly title: string;
  readonly minutes: number;
  readonly track: Track;
  readonly interview: boolean;
  readonly needs: readonly string[];
  readonly rules: readonly Rule[];
  readonly hints: Hints;
}

/** What a lesson's `lesson.yaml` says. */
export interface LessonManifest {
  readonly title: string;
  readonly summary: string;
  readonly planned: readonly PlannedExercise[];
}

/** An exercise that is not written yet. */
export interface PlannedExercise {
  readonly number: number;
  readonly slug: string;
  readonly title: string;
  readonly track: Track;
  readonly interview: boolean;
  readonly minutes: number;
}

const text = (what: string) => v.pipe(v.string(`must be ${what}`), v.trim(), v.nonEmpty("must not be empty"));
const slug = v.pipe(
  v.string("must be a short name"),
  v.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "must be lower-case words joined by hyphens"),
);
const minutes = v.pipe(
  v.number("must be a number of minutes"),
  v.integer("must be a whole number of minutes"),
  v.minValue(1, "must be at least 1"),
  v.maxValue(240, "must be at most 240"),
);
const track = v.picklist(["core", "deep"], 'must be "core" or "deep"');
const flag = v.optional(v.boolean("must be true or false"), false);

const rule = v.strictObject(
  {
    id: slug,
    says: text("a sentence: the promise"),
    why: text("a sentence: what breaks without it"),
    section: slug,
  },
  "must be a rule with id, says, why and section",
);

const manifest = v.strictObject({
  title: text("the exercise's title"),
  minutes,
  track,
  interview: flag,
  needs: v.optional(v.array(v.string("must be a module's name"), "must be a list of module names"), []),
  rules: v.pipe(v.array(rule, "must be a list of rules"), v.minLength(1, "must have at least one rule")),
  hints: v.strictObject(
    {
      question: text("a question"),
      pattern: text("the pattern and where the guide shows it"),
      code: text("nearly the code"),
    },
    "must have question, pattern and code",
  ),
});

const planned = v.strictObject({
  number: v.pipe(
    v.number("must be a number"),
    v.integer("must be a whole number"),
    v.minValue(1, "must be at least 1"),
  ),
  slug,
  title: text("the exercise's title"),
  track,
  interview: flag,
  minutes,
});

const lesson = v.strictObject({
  title: text("the lesson's title"),
  summary: text("one sentence"),
  planned: v.optional(v.array(planned, "must be a list of exercises"), []),
});

/** Thrown for a manifest that cannot be used: one sentence a fault, each naming file and field. */
export class InvalidManifest extends Error {
  readonly code = "INVALID_MANIFEST";
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(faults.join("\n"));
    this.name = "InvalidManifest";
    this.faults = faults;
  }
}

/** Checks a parsed `N-slug.yaml`. `file` is how the sentences call it. */
export function parseManifest(value: unknown, file: string): Manifest {
  const result = parse(manifest, value, file);
  const ids = result.rules.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) throw new InvalidManifest([`${file}: rules: the id "${twice}" is used twice.`]);
  return result;
}

/** Checks a parsed `lesson.yaml`. */
export function parseLessonManifest(value: unknown, file: string): LessonManifest {
  return parse(lesson, value, file);
}

function parse<Schema extends v.GenericSchema>(schema: Schema, value: unknown, file: string): v.InferOutput<Schema> {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  throw new InvalidManifest(result.issues.map((issue) => describe(issue, file)));
}

function describe(issue: v.BaseIssue<unknown>, file: string): string {
  const path = v.getDotPath(issue) ?? "(the whole file)";
  const absent = issue.received === "undefined";
  if (issue.type === "strict_object" && issue.expected === "never") {
    return `${file}: ${path}: is no field that a manifest has; remove it or correct its name.`;
  }
  if (issue.kind === "schema" && absent) return `${file}: ${path}: is missing.`;
  return `${file}: ${path}: ${issue.message}.`;
}
