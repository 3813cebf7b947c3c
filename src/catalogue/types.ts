/** A promise that an exercise's answer must keep. */
export interface Rule {
  /** Stable, kebab case: `contiguous-positions`. */
  readonly id: string;
  /** The promise, as one sentence. */
  readonly says: string;
  /** What breaks in production without it. */
  readonly why: string;
  /** Anchor of the section in the lesson's guide. */
  readonly section: string;
}

/** Three hints, from a nudge to nearly the code. */
export interface Hints {
  readonly question: string;
  readonly pattern: string;
  readonly code: string;
}

/** A wrong answer that people really write, kept as code. */
export interface Mistake {
  readonly file: string;
  /** The idea behind it, in the words of someone who holds it. */
  readonly belief: string;
  /** Every rule that it breaks; the first is the one meant to catch it. */
  readonly breaks: readonly string[];
  /** Anchor in the guide that clears it up. */
  readonly section: string;
  /** Of each rule that it breaks, how that fails: measured by `verify --update`. */
  readonly signature: Readonly<Record<string, string>>;
  /** Never returns: it needs a bounded process of its own. */
  readonly hangs: boolean;
}

/** A right answer in another style. */
export interface Alternative {
  readonly file: string;
  readonly style: string;
}

/** `core` is the shortest path through everything; `deep` is what a senior adds. */
export type Track = "core" | "deep";

/** Absolute paths of what belongs to an exercise. */
export interface ExerciseFiles {
  readonly manifest: string;
  readonly stub: string;
  readonly solution: string;
  readonly spec: string;
  /** The learner's own file. */
  readonly workspace: string;
}

/** How many rules and kept answers an exercise has. */
export interface Counts {
  readonly rules: number;
  readonly mistakes: number;
  readonly alternatives: number;
}

/** Something to solve. */
export interface Exercise {
  /** `event-store/append`. */
  readonly id: string;
  /** Slug of its lesson. */
  readonly lesson: string;
  readonly lessonNumber: number;
  readonly number: number;
  readonly slug: string;
  readonly title: string;
  readonly track: Track;
  /** Belongs to the dozen for an interview next week. */
  readonly interview: boolean;
  readonly minutes: number;
  /** How much is kept for it: all 0 where it is only planned. Cheap to read, unlike the lists below. */
  readonly counts: Counts;
  /** Has it been written, or is it only planned? A planned one has no files and no rules. */
  readonly written: boolean;
  readonly rules: readonly Rule[];
  readonly hints: Hints;
  /** Built-in modules that an answer may import, such as `node:crypto`. */
  readonly needs: readonly string[];
  /** Name and `typeof` of what an answer exports. */
  readonly exports: Readonly<Record<string, string>>;
  readonly mistakes: readonly Mistake[];
  readonly alternatives: readonly Alternative[];
  readonly files: ExerciseFiles;
}

/** A lesson: a guide and its exercises. */
export interface Lesson {
  readonly number: number;
  readonly slug: string;
  readonly title: string;
  readonly summary: string;
  /** Path of the guide, where it is written. */
  readonly guide: string | undefined;
  readonly exercises: readonly Exercise[];
}

/** Everything that the course holds. */
export interface Catalogue {
  readonly lessons: readonly Lesson[];
  /** What is wrong with the course files, one sentence each. Broken exercises are left out of `lessons`. */
  readonly problems: readonly string[];
}
