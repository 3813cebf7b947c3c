import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { filesOf, lessonFolder } from "./files.ts";
import { UNWRITTEN } from "./unwritten.ts";
import type { Alternative, Catalogue, Exercise, Hints, Lesson, Mistake, Rule } from "./types.ts";

/** Raise it when the shape of the index changes. */
const INDEX_VERSION = 2;

/** What `list` needs: read at every command. */
interface Index {
  readonly version: number;
  readonly root: string;
  readonly fingerprint: string;
  readonly problems: readonly string[];
  readonly lessons: readonly LessonEntry[];
}

type LessonEntry = Omit<Lesson, "exercises"> & { readonly exercises: readonly ExerciseEntry[] };
type ExerciseEntry = Omit<Exercise, keyof Details | "files">;

/** What only the commands about one exercise need: a file for each. */
interface Details {
  readonly rules: readonly Rule[];
  readonly hints: Hints;
  readonly needs: readonly string[];
  readonly exports: Readonly<Record<string, string>>;
  readonly mistakes: readonly Mistake[];
  readonly alternatives: readonly Alternative[];
}

/** Thrown where the index names an exercise and its details are gone. */
export class IndexDamaged extends Error {
  readonly code = "INDEX_DAMAGED";

  constructor(exercise: string) {
    super(`The course's index had lost what it knows of ${exercise}. It was thrown away; run the command again.`);
    this.name = "IndexDamaged";
  }
}

const indexFile = (root: string): string => join(root, "dist", "catalogue.json");
const detailsFile = (root: string, { lesson, slug }: ExerciseEntry): string =>
  join(root, "dist", "catalogue", `${lesson}.${slug}.json`);

/** The kept catalogue, where it was made from files like these. Details are read when they are asked for. */
export function readIndex(root: string, fingerprint: string): Catalogue | undefined {
  let index: Index;
  try {
    index = JSON.parse(readFileSync(indexFile(root), "utf8")) as Index;
  } catch {
    return undefined;
  }
  if (index.version !== INDEX_VERSION || index.root !== root || index.fingerprint !== fingerprint) return undefined;
  return {
    problems: index.problems,
    lessons: index.lessons.map((lesson) => ({
      ...lesson,
      exercises: lesson.exercises.map((exercise) => withDetails(root, exercise)),
    })),
  };
}

function withDetails(root: string, entry: ExerciseEntry): Exercise {
  let kept: Details | undefined;
  const details = (): Details => (kept ??= readDetails(root, entry));
  return {
    ...entry,
    get files() {
      return filesOf(root, lessonFolder(entry.lessonNumber, entry.lesson), `${String(entry.number)}-${entry.slug}`);
    },
    get rules() {
      return details().rules;
    },
    get hints() {
      return details().hints;
    },
    get needs() {
      return details().needs;
    },
    get exports() {
      return details().exports;
    },
    get mistakes() {
      return details().mistakes;
    },
    get alternatives() {
      return details().alternatives;
    },
  };
}

function readDetails(root: string, entry: ExerciseEntry): Details {
  if (!entry.written) return UNWRITTEN;
  try {
    return JSON.parse(readFileSync(detailsFile(root, entry), "utf8")) as Details;
  } catch {
    rmSync(indexFile(root), { force: true });
    throw new IndexDamaged(entry.id);
  }
}

/** Keeps a catalogue for the next command. A clone that cannot be written still works, only slower. */
export function keepIndex(root: string, fingerprint: string, { lessons, problems }: Catalogue): void {
  try {
    // Details first: an index that is there can be relied on.
    for (const exercise of lessons.flatMap(({ exercises }) => exercises)) {
      if (!exercise.written) continue;
      const { rules, hints, needs, exports, mistakes, alternatives } = exercise;
      write(detailsFile(root, exercise), { rules, hints, needs, exports, mistakes, alternatives } satisfies Details);
    }
    const index: Index = {
      version: INDEX_VERSION,
      root,
      fingerprint,
      problems,
      lessons: lessons.map((lesson) => ({ ...lesson, exercises: lesson.exercises.map(entryOf) })),
    };
    write(indexFile(root), index);
  } catch {
    // Nothing is lost: the next command reads the files again.
  }
}

function entryOf({ rules: _rules, hints: _hints, needs: _needs, exports: _exports, ...rest }: Exercise): ExerciseEntry {
  const { mistakes: _mistakes, alternatives: _alternatives, files: _files, ...entry } = rest;
  return entry;
}

/** Writes a file next door and moves it into place: a reader finds the old one or the new one. */
function write(file: string, value: unknown): void {
  const temporary = `${file}.${String(process.pid)}`;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(temporary, JSON.stringify(value));
  renameSync(temporary, file);
}
