import * as v from "valibot";

/** One change to a solution, and what the rules said to it. */
export interface Mutant {
  /** `solutions/04-event-store/1-append.ts` */
  readonly file: string;
  readonly line: number;
  /** The code before and after, on one line: `version + 1 → version - 1`. */
  readonly change: string;
  readonly fate: "killed" | "survived" | "untested" | "invalid";
}

const position = v.object({ line: v.number(), column: v.number() });
const reportSchema = v.object({
  files: v.record(
    v.string(),
    v.object({
      source: v.string(),
      mutants: v.array(
        v.object({
          status: v.picklist([
            "Killed",
            "Timeout",
            "RuntimeError",
            "Survived",
            "NoCoverage",
            "CompileError",
            "Ignored",
            "Pending",
          ]),
          replacement: v.optional(v.string(), ""),
          location: v.object({ start: position, end: position }),
          testsCompleted: v.optional(v.number(), 0),
        }),
      ),
    }),
  ),
});

type Status = v.InferOutput<typeof reportSchema>["files"][string]["mutants"][number]["status"];

/**
 * Reads a report of Stryker (schema: github.com/stryker-mutator/mutation-testing-elements).
 *
 * A survivor that no test ran on is a failure of the run, not a weakness of the rules: it is `untested`.
 */
export function readReport(json: unknown): readonly Mutant[] {
  const { files } = v.parse(reportSchema, json);
  return Object.entries(files).flatMap(([file, { source, mutants }]) =>
    mutants.map(({ status, replacement, location, testsCompleted }) => ({
      file: file.replaceAll("\\", "/"),
      line: location.start.line,
      change: `${oneLine(textAt(source, location))} → ${oneLine(replacement)}`,
      fate: fateOf(status, testsCompleted),
    })),
  );
}

function fateOf(status: Status, tests: number): Mutant["fate"] {
  switch (status) {
    case "Killed":
    case "Timeout":
      return "killed";
    case "Survived":
      return tests === 0 ? "untested" : "survived";
    case "NoCoverage":
      return "survived";
    case "RuntimeError":
    case "Pending":
      return "untested";
    case "CompileError":
    case "Ignored":
      return "invalid";
  }
}

/** The text between two places; lines and columns count from 1. */
function textAt(source: string, { start, end }: Record<"start" | "end", v.InferOutput<typeof position>>): string {
  const lines = source.split("\n").slice(start.line - 1, end.line);
  const last = lines.length - 1;
  return lines
    .map((line, at) => line.slice(at === 0 ? start.column - 1 : 0, at === last ? end.column - 1 : undefined))
    .join("\n");
}

const LONGEST = 90;

function oneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line;
}
