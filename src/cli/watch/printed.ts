import { neutralise } from "../../render/index.ts";

/** Everything that the learner's code printed, each line marked so that none is taken for the verdict. */
export function renderPrinted(output: string): string {
  const text = neutralise(output).replace(/\n$/, "");
  if (text === "") return "";
  const lines = text.split("\n");
  const count = lines.length === 1 ? "1 line" : `${String(lines.length)} lines`;
  return [`What your code printed (${count}):`, ...lines.map((line) => `  │ ${line}`)].join("\n");
}
