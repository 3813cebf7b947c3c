import { readFileSync } from "node:fs";
import { allExercises, type Catalogue, type Exercise } from "../catalogue/index.ts";
import { nextExercise, type Summary } from "../progress/index.ts";
import { readHeadings, type VerdictContext } from "../render/index.ts";

/** What differs between one verdict's text and the next. */
export interface VerdictSurroundings {
  readonly root: string;
  readonly catalogue: Catalogue;
  readonly summary: Summary;
  /** What the judged file held. */
  readonly source?: string;
  readonly failures?: "first" | "all";
}

/** Gathers what `renderVerdict` needs to know beyond the verdict. */
export function verdictContext(exercise: Exercise, around: VerdictSurroundings): VerdictContext {
  const { root, catalogue, summary, source, failures = "first" } = around;
  const next = nextExercise(allExercises(catalogue), summary, exercise.id);
  const sections = sectionsOf(catalogue.lessons.find(({ slug }) => slug === exercise.lesson)?.guide);
  return {
    title: exercise.title,
    lesson: exercise.lesson,
    promises: exercise.rules.length,
    base: root,
    failures,
    ...(source === undefined ? {} : { source }),
    ...(sections === undefined ? {} : { sections }),
    ...(next === undefined ? {} : { next: { id: next.id, title: next.title, minutes: next.minutes } }),
  };
}

/** Titles of a guide's sections by anchor; a guide that cannot be read only costs the titles. */
function sectionsOf(guide: string | undefined): ReadonlyMap<string, string> | undefined {
  if (guide === undefined) return undefined;
  try {
    return new Map(readHeadings(readFileSync(guide, "utf8")).map(({ anchor, title }) => [anchor, title]));
  } catch {
    return undefined;
  }
}
