import { accessSync, constants, statSync } from "node:fs";
import { openProgress, stateFolder, type SetAside } from "../../progress/index.ts";
import type { Diagnosis } from "../../render/doctor.ts";

const MEANINGS = {
  torn: "cut off while it was written",
  foreign: "no event",
  corrupt: "an event with a part missing or changed",
} as const;

/** Can the learner's log be read and written, and is every line of it of use? */
export function examineLog(root: string): readonly Diagnosis[] {
  const folder = stateFolder(root);
  try {
    const { health } = openProgress(root);
    if (statSync(folder, { throwIfNoEntry: false }) === undefined)
      return [{ name: "Progress", status: "note", found: "nothing is recorded yet." }];
    accessSync(folder, constants.W_OK);
    if (statSync(health.file, { throwIfNoEntry: false }) !== undefined) accessSync(health.file, constants.W_OK);
    return [
      { name: "Progress", status: "well", found: `${plural(health.events, "event")} in ${health.file}.` },
      ...(health.newer === 0
        ? []
        : [
            {
              name: "Progress",
              status: "note" as const,
              found: `${plural(health.newer, "event")} of a newer version of the course: kept, and not used by this one.`,
            },
          ]),
      ...(health.setAside.length === 0 ? [] : [describe(health.setAside, health.file)]),
    ];
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const written = error instanceof Error && "code" in error && error.code === "PROGRESS_UNAVAILABLE";
    return [
      {
        name: "Progress",
        status: "mend",
        found: written ? message : `${folder} may not be written (${message}).`,
        mend: "give yourself read and write access to that folder and what is in it.",
      },
    ];
  }
}

function describe(lines: readonly SetAside[], file: string): Diagnosis {
  const kinds = [...new Set(lines.map(({ kind }) => kind))];
  const shown = kinds.map((kind) => {
    const numbers = lines.filter((line) => line.kind === kind).map(({ line }) => line);
    const more = numbers.length > 5 ? ` and ${String(numbers.length - 5)} more` : "";
    return `line ${numbers.slice(0, 5).join(", ")}${more} is ${MEANINGS[kind]}`;
  });
  return {
    name: "Progress",
    status: "mend",
    found: `${plural(lines.length, "line")} of the log cannot be used: ${shown.join("; ")}. Everything else is.`,
    mend: `nothing is lost by leaving it; to have the doctor quiet, close the course and delete the lines named from ${file}.`,
  };
}

const plural = (count: number, word: string): string => `${String(count)} ${word}${count === 1 ? "" : "s"}`;
