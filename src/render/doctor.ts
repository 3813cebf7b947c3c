import { paint, type Look } from "./look.ts";
import { wrapWords } from "./text/wrap.ts";

/** One thing that was looked at. */
export interface Diagnosis {
  /** What was looked at: "Node". */
  readonly name: string;
  /** What was found, as a sentence. */
  readonly found: string;
  /** `note`: worth knowing, nothing to do. */
  readonly status: "well" | "note" | "mend";
  /** How to mend it, as a sentence. */
  readonly mend?: string;
}

const SIGNS = { well: "✓", note: "·", mend: "✗" } as const;
const FORMATS = { well: "green", note: "dim", mend: "red" } as const;

/** Everything that was looked at, and how to mend what needs it. */
export function renderDoctor(diagnoses: readonly Diagnosis[], look: Look): string {
  const lines = diagnoses.flatMap(({ name, found, status, mend }) => [
    ...wrapWords(`${name}: ${found}`, look.columns - 2).map((line, index) =>
      index === 0 ? `${paint(look, FORMATS[status], SIGNS[status])} ${line}` : `  ${line}`,
    ),
    ...(mend === undefined ? [] : wrapWords(`To mend it: ${mend}`, look.columns - 4).map((line) => `    ${line}`)),
  ]);
  const wrong = diagnoses.filter(({ status }) => status === "mend").length;
  const end =
    wrong === 0 ? "All is well." : `${wrong === 1 ? "One thing needs" : `${String(wrong)} things need`} mending.`;
  return [...lines, "", ...wrapWords(end, look.columns)].join("\n");
}
