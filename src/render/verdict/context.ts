/** What a verdict's text needs to know beyond the verdict itself. Plain data: nothing here reads a file. */
export interface VerdictContext {
  /** The exercise's title. */
  readonly title: string;
  /** Slug of the lesson whose guide explains it. */
  readonly lesson: string;
  /** How many promises the exercise has; the verdict may hold fewer, where only some were asked for. */
  readonly promises: number;
  /** Titles of the guide's sections by their anchors; absent where the guide is not written. */
  readonly sections?: ReadonlyMap<string, string>;
  /** What the learner's file holds, to show the lines that are talked about. */
  readonly source?: string;
  /** Files below this folder are named relative to it. */
  readonly base: string;
  /** What comes after this exercise. */
  readonly next?: { readonly id: string; readonly title: string; readonly minutes: number };
  /** Every broken promise in full, or only the first. */
  readonly failures: "first" | "all";
}
