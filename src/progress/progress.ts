import { join } from "node:path";
import { keepAttempt, readAttempt } from "./attempts.ts";
import type { NewProgressEvent, ProgressEvent } from "./events.ts";
import { appendLines, readFrom, sizeOf } from "./log-file.ts";
import { readLine, type SetAsideKind } from "./read-line.ts";
import { summarise, type ExerciseProgress, type Summary } from "./summary.ts";

/** A line that is kept in the file but not used. */
export interface SetAside {
  /** Counted from 1, as an editor counts. */
  readonly line: number;
  readonly kind: SetAsideKind;
}

/** How the log is doing. */
export interface LogHealth {
  readonly file: string;
  /** Events that count. */
  readonly events: number;
  /** Events of a newer version of the course: kept, and ignored by this one. */
  readonly newer: number;
  readonly setAside: readonly SetAside[];
}

/** Where the learner's log and attempts are kept. */
export const stateFolder = (root: string): string => join(root, ".eventlings");

const NEWLINE = 0x0a;

/** Everything that is remembered about the learner: an append-only log, and what follows from it. */
export class Progress {
  readonly root: string;
  readonly #file: string;
  readonly #now: () => Date;
  #events: ProgressEvent[] = [];
  #setAside: SetAside[] = [];
  #newer = 0;
  /** Bytes and line breaks that were taken in so far. */
  #offset = 0;
  #breaks = 0;
  /** A last line without its line break, which may be cut off or still be under way. */
  #tail: SetAside | undefined;
  #summary: Summary | undefined;

  /** @param now the clock; only what people read depends on it, never the order */
  constructor(root: string, now: () => Date = () => new Date()) {
    this.root = root;
    this.#now = now;
    this.#file = join(stateFolder(root), "log.jsonl");
    this.refresh();
  }

  /** Every event that counts, in the order of the log. */
  get events(): readonly ProgressEvent[] {
    return this.#events;
  }

  /** What follows from the log, by exercise id. */
  get summary(): Summary {
    this.#summary ??= summarise(this.#events);
    return this.#summary;
  }

  /** What follows from the log for one exercise. */
  of(exercise: string): ExerciseProgress {
    return this.summary.of(exercise);
  }

  get health(): LogHealth {
    return {
      file: this.#file,
      events: this.#events.length,
      newer: this.#newer,
      setAside: this.#tail === undefined ? this.#setAside : [...this.#setAside, this.#tail],
    };
  }

  /**
   * Records what happened, and returns once it is on the disk, with the ids that the events got.
   * Several events go in together.
   * @throws ProgressUnavailable with a sentence, where that cannot be done
   */
  record(...events: readonly NewProgressEvent[]): readonly string[] {
    const at = this.#now().toISOString();
    const ids = events.map(newId);
    appendLines(
      this.#file,
      events.map(({ type, data }, index) => JSON.stringify({ v: 1, id: ids[index], at, type, data })),
    );
    this.refresh();
    return ids;
  }

  /** Takes in what was appended since, by this process or by another terminal. */
  refresh(): void {
    // Shorter than before: someone deleted it or put an old one back. Start over from what is there.
    if (sizeOf(this.#file) < this.#offset) this.#forget();
    const bytes = readFrom(this.#file, this.#offset);
    const end = bytes.lastIndexOf(NEWLINE) + 1;
    if (end > 0) {
      const lines = bytes.toString("utf8", 0, end).split("\n");
      lines.pop();
      for (const [index, line] of lines.entries()) this.#take(line, this.#breaks + index + 1);
      this.#breaks += lines.length;
      this.#offset += end;
    }
    this.#takeTail(bytes.subarray(end));
  }

  /** Keeps a file's content by its hash, and returns the hash. The same content is kept once. */
  keep(content: string | Uint8Array): string {
    return keepAttempt(stateFolder(this.root), content);
  }

  /** The content that was kept under a hash; undefined where it is gone or damaged. */
  attempt(hash: string): Buffer | undefined {
    return readAttempt(stateFolder(this.root), hash);
  }

  #take(text: string, line: number): void {
    if (text.trim() === "") return;
    const read = readLine(line === 1 ? text.replace(/^\uFEFF/, "") : text);
    if (read.kind === "event") {
      this.#events.push(read.event);
      this.#summary = undefined;
    } else if (read.kind === "newer") this.#newer += 1;
    else this.#setAside.push({ line, kind: read.kind });
  }

  /** A whole event without its line break counts; anything less waits for its rest. */
  #takeTail(bytes: Buffer): void {
    this.#tail = undefined;
    const text = bytes.toString("utf8");
    if (text.trim() === "") return;
    const line = this.#breaks + 1;
    const { kind } = readLine(text);
    if (kind === "event" || kind === "newer") {
      this.#take(text, line);
      this.#offset += bytes.length;
    } else this.#tail = { line, kind: "torn" };
  }

  #forget(): void {
    this.#events = [];
    this.#setAside = [];
    this.#newer = 0;
    this.#offset = 0;
    this.#breaks = 0;
    this.#summary = undefined;
  }
}

/** Opens the learner's log. Missing, torn or foreign content is never an error. */
export const openProgress = (root: string, now?: () => Date): Progress => new Progress(root, now);

// Loading node:crypto for a UUID would cost `hint` a tenth of its time; nobody guesses these ids.
const newId = (): string =>
  `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 10)}${Math.random().toString(36).slice(2, 10)}`;
