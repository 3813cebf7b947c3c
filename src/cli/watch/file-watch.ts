import { statSync, watch, type FSWatcher } from "node:fs";
import { dirname } from "node:path";
import { readContent, sameContent, type Content } from "./content.ts";

/** What is told about the file. */
export interface FileListener {
  /** It looks different; it may be half written. */
  stirred(content: Content): void;
  /** It looks as it did before, after all. */
  calmed(): void;
  /** It is different, and has not changed any more for a moment. */
  settled(content: Content): void;
}

/** Milliseconds. */
export interface Patience {
  /** How long a file must rest before it counts as saved. Most editors write it in one go. */
  readonly rest: number;
  /** The same for one that is gone or empty: many editors save by emptying or replacing it. */
  readonly replaced: number;
  /** How often to look where the system's events do not come: network drives, containers. */
  readonly look: number;
}

const PATIENCE: Patience = { rest: 8, replaced: 80, look: 500 };

/**
 * Watches one file by watching its folder: editors that save by renaming a new file into place
 * would be lost to a watch on the file itself. Survives that file and folder are deleted.
 */
export class FileWatch {
  readonly #file: string;
  readonly #folder: string;
  readonly #listener: FileListener;
  readonly #patience: Patience;
  readonly #looking: NodeJS.Timeout;
  #watcher: FSWatcher | undefined;
  /** Identity of the folder that the watcher is on. */
  #watched: number | undefined;
  #settled: Content;
  #pending: Content | undefined;
  #rest: NodeJS.Timeout | undefined;

  constructor(file: string, listener: FileListener, patience: Patience = PATIENCE) {
    this.#file = file;
    this.#folder = dirname(file);
    this.#listener = listener;
    this.#patience = patience;
    this.#watchFolder();
    this.#settled = readContent(file);
    this.#looking = setInterval(() => this.#look(), patience.look);
  }

  /** What the file held when it last rested. */
  get content(): Content {
    return this.#settled;
  }

  close(): void {
    clearInterval(this.#looking);
    clearTimeout(this.#rest);
    this.#watcher?.close();
    this.#watcher = undefined;
  }

  #look(): void {
    this.#watchFolder();
    this.#compare();
  }

  /** Puts the watcher on the folder that is there now; where there is none, `#look` goes on trying. */
  #watchFolder(): void {
    const now = statSync(this.#folder, { throwIfNoEntry: false })?.ino;
    if (this.#watcher !== undefined && now === this.#watched) return;
    this.#watcher?.close();
    this.#watcher = undefined;
    this.#watched = now;
    if (now === undefined) return;
    try {
      this.#watcher = watch(this.#folder, () => this.#compare());
      // Windows says EPERM when the folder is deleted.
      this.#watcher.on("error", () => {
        this.#watcher?.close();
        this.#watcher = undefined;
      });
    } catch {
      // No more watches are left, or the file system has none: `#look` does without.
    }
  }

  /** Reads the file; what is new starts a wait, and anything newer starts it again. */
  #compare(): void {
    const now = readContent(this.#file);
    if (sameContent(this.#pending ?? this.#settled, now)) return;
    clearTimeout(this.#rest);
    if (sameContent(this.#settled, now)) {
      this.#pending = undefined;
      this.#listener.calmed();
      return;
    }
    this.#pending = now;
    this.#listener.stirred(now);
    const replaced = now.kind !== "text" || now.text.trim() === "";
    const { rest, replaced: longer } = this.#patience;
    this.#rest = setTimeout(() => this.#settle(now), replaced ? longer : rest);
  }

  /** The event of the last write may still be under way: looks once more before it says so. */
  #settle(waited: Content): void {
    this.#compare();
    if (this.#pending !== waited) return;
    this.#pending = undefined;
    this.#settled = waited;
    this.#listener.settled(waited);
  }
}
