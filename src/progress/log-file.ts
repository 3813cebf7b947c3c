import { closeSync, fstatSync, fsyncSync, mkdirSync, openSync, readSync, statSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { orUnavailable, ProgressUnavailable } from "./errors.ts";

const NEWLINE = 0x0a;

/** Bytes from `from` to the end of the file; nothing where there is no file. */
export function readFrom(file: string, from: number): Buffer {
  return orUnavailable(file, () => {
    const size = sizeOf(file);
    if (size <= from) return Buffer.alloc(0);
    const fd = openSync(file, "r");
    try {
      const bytes = Buffer.allocUnsafe(size - from);
      let filled = 0;
      while (filled < bytes.length) {
        const count = readSync(fd, bytes, filled, bytes.length - filled, from + filled);
        if (count === 0) break;
        filled += count;
      }
      return bytes.subarray(0, filled);
    } finally {
      closeSync(fd);
    }
  });
}

/** Size of the file in bytes; 0 where there is none. */
export function sizeOf(file: string): number {
  return orUnavailable(file, () => statSync(file, { throwIfNoEntry: false })?.size ?? 0);
}

/**
 * Appends lines and returns once they are on the disk.
 *
 * All of it is one write to a file opened for appending, so that two terminals never mix their
 * lines. A last line that was cut off is ended first: it must not swallow the next one.
 */
export function appendLines(file: string, lines: readonly string[]): void {
  orUnavailable(file, () => {
    mkdirSync(dirname(file), { recursive: true });
    const fd = openSync(file, "a+");
    try {
      const bytes = Buffer.from(`${endsWithNewline(fd) ? "" : "\n"}${lines.join("\n")}\n`);
      const written = writeSync(fd, bytes);
      // Writing the rest now could land behind another terminal's line.
      if (written < bytes.length) throw new ProgressUnavailable(shortWrite(file));
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
  });
}

function endsWithNewline(fd: number): boolean {
  const { size } = fstatSync(fd);
  if (size === 0) return true;
  const last = Buffer.alloc(1);
  readSync(fd, last, 0, 1, size - 1);
  return last[0] === NEWLINE;
}

const shortWrite = (file: string): string =>
  `Your progress could not be saved, because ${file} took only a part of the line (is the disk full?): free some space and try again. Your files were not touched.`;
