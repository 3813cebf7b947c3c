import { paint, type Look } from "./look.ts";
import { wrapWords } from "./text/wrap.ts";
import { widthOf } from "./text/width.ts";

/** What help says about one command. */
export interface UsageEntry {
  readonly name: string;
  readonly group: string;
  readonly summary: string;
  readonly usage: string;
  readonly details?: readonly (readonly [string, string])[];
}

/** How commands are called: what npm wants is not obvious. */
const CALLS = [
  ["npm start", "where you are, and what is next"],
  ["npm run <command>", "anything below"],
  ["npm run <command> -- --x", "with an option: npm needs the -- before it"],
] as const;

/** The overview of all commands. */
export function renderOverview(entries: readonly UsageEntry[], look: Look): string {
  const groups = [...new Set(entries.map(({ group }) => group))];
  const width = Math.max(...entries.map(({ name }) => name.length));
  const lines = [
    ...wrapWords("Eventlings: event-driven architecture, learnt by writing it", look.columns).map((line) =>
      paint(look, "bold", line),
    ),
    "",
    ...CALLS.flatMap(([call, meaning]) => pair(call, meaning, 24, look)),
    "",
  ];
  for (const group of groups) {
    lines.push(paint(look, "bold", sentence(group)));
    for (const { name, summary } of entries.filter((entry) => entry.group === group)) {
      lines.push(...pair(name, summary, width, look));
    }
    lines.push("");
  }
  lines.push("What a command takes:", `  ${paint(look, "cyan", "npm run help <command>")}`);
  return lines.join("\n");
}

/** What one command takes. */
export function renderUsage({ name, summary, usage, details = [] }: UsageEntry, look: Look): string {
  // Options reach the command only behind npm's own `--`.
  const separator = usage.startsWith("-") || usage.startsWith("[-") ? "-- " : "";
  const call = `npm run ${name} ${separator}${usage}`.trimEnd();
  const width = Math.min(20, Math.max(0, ...details.map(([term]) => widthOf(term))));
  const lines = [
    ...wrapWords(`${sentence(summary)}.`, look.columns),
    "",
    ...wrapWords(call, look.columns - 2, "    ").map((line) => `  ${paint(look, "cyan", line)}`),
  ];
  if (details.length > 0) lines.push("", ...details.flatMap(([term, text]) => pair(term, text, width, look)));
  if (/(^|[ [])--/.test(usage)) {
    lines.push("", ...wrapWords(`Through npm, options go behind a --, as in: npm run ${name} -- --help`, look.columns));
  }
  return lines.join("\n");
}

/** A term and what it means; below each other where the window is narrow. */
function pair(term: string, text: string, width: number, look: Look): string[] {
  const name = paint(look, "cyan", term);
  if (look.columns < width + 34) {
    return [`  ${name}`, ...wrapWords(text, look.columns - 6).map((line) => `      ${line}`)];
  }
  const gap = " ".repeat(Math.max(0, width - widthOf(term)) + 2);
  const indent = " ".repeat(width + 4);
  return wrapWords(text, look.columns - width - 4).map((line, index) =>
    index === 0 ? `  ${name}${gap}${line}` : `${indent}${line}`,
  );
}

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
