/** A piece of a question's text, as plain data: it is kept in the index and rendered from there. */
export type TextBlock =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "list"; readonly items: readonly string[] }
  | {
      readonly kind: "code";
      readonly language: string;
      readonly lines: readonly string[];
      /** Numbers of the lines at fault, counted from 1. */
      readonly marked: readonly number[];
    };

/** Everybody is asked 1; 2 needs practice; a senior should know 3. */
export type Difficulty = 1 | 2 | 3;

/** What all kinds of questions have. */
export interface CardBase {
  /** Never changes: a learner's history is kept by it. */
  readonly id: string;
  readonly topic: string;
  /** Slug of the lesson whose `quiz.md` holds it. */
  readonly lesson: string;
  readonly difficulty: Difficulty;
  /** Ids of `lessons/source-items.yaml`. */
  readonly source: readonly string[];
  /** Exercises that train it: `outbox/relay` or `outbox/relay#in-order`. */
  readonly drills: readonly string[];
  /** Ids of questions that an interviewer asks next. */
  readonly followUps: readonly string[];
  readonly prompt: readonly TextBlock[];
  /** About the whole question. */
  readonly why: readonly TextBlock[];
  /** The usual answer, where it is wrong, dated or half true. */
  readonly peopleSay: readonly TextBlock[];
  readonly cheatSheet: readonly TextBlock[];
  /** Path of its file, relative to the clone, with slashes, and the line of its heading. */
  readonly file: string;
  readonly line: number;
}

/** An answer to choose. */
export interface Option {
  readonly text: string;
  readonly right: boolean;
  readonly why: string;
}

/** Choose one (`single`, `flaw`) or several (`multiple`). */
export interface ChoiceCard extends CardBase {
  readonly kind: "single" | "multiple" | "flaw";
  readonly options: readonly Option[];
}

/** Type a few words. */
export interface TypedCard extends CardBase {
  readonly kind: "typed";
  /** The first is shown; the others count as well. */
  readonly answers: readonly [string, ...string[]];
  readonly answerWhy: string;
  /** What people often answer instead. */
  readonly wrong: readonly { readonly text: string; readonly why: string }[];
}

/** Answer aloud, and grade it oneself. */
export interface FlashCard extends CardBase {
  readonly kind: "flash";
  readonly answer: readonly TextBlock[];
  readonly junior: readonly TextBlock[];
  readonly senior: readonly TextBlock[];
}

/** Bring steps into order; `steps` are in the right one. */
export interface OrderingCard extends CardBase {
  readonly kind: "ordering";
  readonly steps: readonly { readonly text: string; readonly why: string }[];
}

/** Say what each item is. */
export interface ClassificationCard extends CardBase {
  readonly kind: "classification";
  readonly classes: readonly string[];
  readonly items: readonly { readonly text: string; readonly of: string; readonly why: string }[];
}

/** A question. */
export type Card = ChoiceCard | TypedCard | FlashCard | OrderingCard | ClassificationCard;

/** The kinds of questions, in the order of the documentation. */
export const CARD_KINDS = ["single", "multiple", "typed", "flash", "ordering", "classification", "flaw"] as const;

export type CardKind = (typeof CARD_KINDS)[number];

/** The narrowest track that includes a topic: `interview` is part of `core`, `core` of `deep`. */
export type TopicTrack = "interview" | "core" | "deep";

/** What questions are about. */
export interface Topic {
  readonly id: string;
  readonly title: string;
  /** How often the mock interview asks about it. */
  readonly weight: number;
  readonly track: TopicTrack;
}

/** Something that the course must cover: an item of the guide that it grew out of. */
export interface SourceItem {
  /** `rapid-fire.what-is-eda`. */
  readonly id: string;
  readonly says: string;
  readonly line: number;
}

/** Something that is wrong with the bank's files, said in one sentence. */
export interface BankProblem {
  /** Path relative to the clone, with slashes. */
  readonly file: string;
  readonly line: number;
  /** The question's id, where it has one. */
  readonly id: string;
  readonly message: string;
}

/** Every question that can be asked, and what they are about. */
export interface Bank {
  readonly cards: readonly Card[];
  readonly topics: readonly Topic[];
  readonly items: readonly SourceItem[];
  /** Questions that are wrong are left out of `cards`; the others are asked all the same. */
  readonly problems: readonly BankProblem[];
}

/** The source of a question about something that the guide does not have. */
export const BEYOND = "beyond";
