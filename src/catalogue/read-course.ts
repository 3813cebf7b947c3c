import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join, relative, sep } from "node:path";
import { parse } from "yaml";
import { readAnnotations } from "./annotations.ts";
import { readExports } from "./exports.ts";
import { filesOf } from "./files.ts";
import { UNWRITTEN } from "./unwritten.ts";
import { readSignatures, type Signatures } from "./signatures.ts";
import { InvalidManifest, parseLessonManifest, parseManifest, type PlannedExercise } from "./manifest.ts";
import type { Alternative, Catalogue, Exercise, Lesson, Mistake, Rule } from "./types.ts";

const NUMBERED = /^(\d+)-([a-z0-9-]+)$/;

/** Reads the whole course from its files. Slow (YAML, validation): `loadCatalogue` keeps an index. */
export function readCourse(root: string): Catalogue {
  const problems: string[] = [];
  const lessons: Lesson[] = [];
  for (const folder of numbered(join(root, "lessons"))) {
    const lesson = attempt(() => readLesson(root, folder, problems), problems);
    if (lesson !== undefined) lessons.push(lesson);
  }
  return { lessons, problems };
}

interface Numbered {
  readonly number: number;
  readonly slug: string;
  readonly name: string;
}

function numbered(folder: string, ending = ""): readonly Numbered[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .flatMap((entry) => {
      if (!entry.endsWith(ending)) return [];
      const name = entry.slice(0, entry.length - ending.length);
      const [, number, slug] = NUMBERED.exec(name) ?? [];
      return number === undefined || slug === undefined ? [] : [{ number: Number(number), slug, name }];
    })
    .toSorted((a, b) => a.number - b.number);
}

/** Runs `read`; a manifest that is wrong becomes sentences instead of ending everything. */
function attempt<T>(read: () => T, problems: string[]): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof InvalidManifest)) throw error;
    problems.push(...error.faults);
    return undefined;
  }
}

function readYaml(root: string, file: string): unknown {
  const name = relative(root, file).split(sep).join("/");
  try {
    return parse(readFileSync(file, "utf8"));
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
    throw new InvalidManifest([`${name}: is not valid YAML or cannot be read: ${reason.replace(/:$/, "")}.`]);
  }
}

function readLesson(root: string, { number, slug, name }: Numbered, problems: string[]): Lesson {
  const folder = join(root, "lessons", name);
  const file = join(folder, "lesson.yaml");
  const manifest = parseLessonManifest(readYaml(root, file), `lessons/${name}/lesson.yaml`);
  const guide = join(folder, "guide.md");
  const written = numbered(folder, ".yaml").flatMap((entry) => {
    const exercise = attempt(() => readExercise(root, { number, slug, name }, entry), problems);
    return exercise === undefined ? [] : [exercise];
  });
  const planned = manifest.planned
    .filter((entry) => !written.some((exercise) => exercise.number === entry.number))
    .map((entry) => plan(root, { number, slug, name }, entry));
  return {
    number,
    slug,
    title: manifest.title,
    summary: manifest.summary,
    guide: existsSync(guide) ? guide : undefined,
    exercises: [...written, ...planned].toSorted((a, b) => a.number - b.number),
  };
}

function readExercise(root: string, lesson: Numbered, { number, slug, name }: Numbered): Exercise {
  const shown = `lessons/${lesson.name}/${name}.yaml`;
  const files = filesOf(root, lesson.name, name);
  const manifest = parseManifest(readYaml(root, files.manifest), shown);
  if (!existsSync(files.stub))
    throw new InvalidManifest([
      `lessons/${lesson.name}/${name}.ts: is missing: every manifest has a stub of the same name.`,
    ]);
  const kept = (kind: "mistakes" | "alternatives"): readonly string[] =>
    sources(join(root, "harness", kind, lesson.name, name));
  const signatures = readSignatures(join(root, "harness", "mistakes", lesson.name, name));
  const mistakes = kept("mistakes").map((file) => readMistake(root, file, manifest.rules, signatures));
  const alternatives = kept("alternatives").map((file) => readAlternative(root, file));
  return {
    id: `${lesson.slug}/${slug}`,
    lesson: lesson.slug,
    lessonNumber: lesson.number,
    number,
    slug,
    title: manifest.title,
    track: manifest.track,
    interview: manifest.interview,
    minutes: manifest.minutes,
    counts: { rules: manifest.rules.length, mistakes: mistakes.length, alternatives: alternatives.length },
    written: true,
    rules: manifest.rules,
    hints: manifest.hints,
    needs: manifest.needs,
    exports: readExports(readFileSync(files.stub, "utf8")),
    mistakes,
    alternatives,
    files,
  };
}

function sources(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((entry) => entry.endsWith(".ts"))
    .toSorted()
    .map((entry) => join(folder, entry));
}

function readMistake(root: string, file: string, rules: readonly Rule[], signatures: Signatures): Mistake {
  const name = relative(root, file).split(sep).join("/");
  const notes = readAnnotations(readFileSync(file, "utf8"));
  const belief = notes.get("belief") ?? "";
  if (belief === "")
    throw new InvalidManifest([`${name}: needs a first line "// @belief …": the idea that leads to this answer.`]);
  const breaks = (notes.get("breaks") ?? "").split(/[\s,]+/).filter((id) => id !== "");
  const [first] = breaks;
  if (first === undefined)
    throw new InvalidManifest([
      `${name}: needs a line "// @breaks rule-id, …": the rule meant to catch it first, then all others that it breaks.`,
    ]);
  const unknown = breaks.find((id) => !rules.some((rule) => rule.id === id));
  if (unknown !== undefined)
    throw new InvalidManifest([`${name}: @breaks names the rule "${unknown}", which the manifest does not have.`]);
  const section = notes.get("section") ?? rules.find(({ id }) => id === first)?.section ?? "";
  return { file, belief, breaks, section, signature: signatures[answerName(file)] ?? {}, hangs: notes.has("hangs") };
}

function readAlternative(root: string, file: string): Alternative {
  const style = readAnnotations(readFileSync(file, "utf8")).get("style") ?? "";
  if (style !== "") return { file, style };
  throw new InvalidManifest([
    `${relative(root, file).split(sep).join("/")}: needs a first line "// @style …": what is different about this answer.`,
  ]);
}

function plan(
  root: string,
  lesson: Numbered,
  { number, slug, title, track, interview, minutes }: PlannedExercise,
): Exercise {
  return {
    id: `${lesson.slug}/${slug}`,
    lesson: lesson.slug,
    lessonNumber: lesson.number,
    number,
    slug,
    title,
    track,
    interview,
    minutes,
    counts: { rules: 0, mistakes: 0, alternatives: 0 },
    written: false,
    ...UNWRITTEN,
    files: filesOf(root, lesson.name, `${String(number)}-${slug}`),
  };
}

/** Name of an answer without its folder and ending, for messages: `partial-append`. */
export const answerName = (file: string): string => basename(file, ".ts");
