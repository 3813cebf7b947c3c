import { readFileSync } from "node:fs";

/**
 * The source of a rule's body, cut out of its spec: what a reader of the JSON result sees as the test.
 * Specs are formatted by Prettier, so that a rule starts and ends at the beginning of a line.
 */
export function ruleCode(spec: string, rule: string): string {
  const lines = spec.split(/\r?\n/);
  const start = lines.findIndex((line) => line.startsWith("rule(") && line.includes(`"${rule}"`));
  if (start === -1) return "";
  const length = lines.slice(start).findIndex((line) => /^\}\);|\);$/.test(line) && !/^\s/.test(line));
  const body = lines.slice(start + 1, start + Math.max(1, length));
  return body.map((line) => line.replace(/^ {2}/, "")).join("\n");
}

/** Reads a spec once, and cuts rules out of it. */
export function ruleCodes(file: string): (rule: string) => string {
  let spec: string;
  try {
    spec = readFileSync(file, "utf8");
  } catch {
    spec = "";
  }
  return (rule) => ruleCode(spec, rule);
}
