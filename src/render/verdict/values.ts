import { paint, type Look } from "../look.ts";
import { neutralise } from "../text/neutralise.ts";
import { widthOf } from "../text/width.ts";
import { diffLines, withoutLongRuns } from "./diff-lines.ts";
import { expand, flatten } from "./expand.ts";
import { field, fieldWidth } from "./field.ts";

/** Expected against received: below each other where both fit on a line, else line by line. */
export function renderValues(
  values: { readonly expected?: string | undefined; readonly received?: string | undefined },
  look: Look,
): string[] {
  const expected = values.expected === undefined ? undefined : neutralise(values.expected);
  const received = values.received === undefined ? undefined : neutralise(values.received);
  if (expected !== undefined && received !== undefined) return compare(expected, received, look);
  if (expected !== undefined) return alone("Expected", expected, "green", look);
  if (received !== undefined) return alone("Received", received, "red", look);
  return [];
}

function alone(label: string, value: string, style: "green" | "red", look: Look): string[] {
  const width = fieldWidth(look);
  const flat = flatten(value);
  const lines = widthOf(flat) <= width ? [flat] : expand(value, width);
  return field(
    look,
    label,
    lines.map((line) => paint(look, style, line)),
  );
}

function compare(expected: string, received: string, look: Look): string[] {
  const width = fieldWidth(look);
  const left = flatten(expected);
  const right = flatten(received);
  if (Math.max(widthOf(left), widthOf(right)) <= width) {
    // Two different functions, or what printing leaves out: say so, or the reader looks for ever.
    const alike = left === right ? ["(printed alike, and yet not the same)"] : marker(left, right, look);
    return [
      ...field(look, "Expected", [paint(look, "green", left)]),
      ...field(look, "Received", [paint(look, "red", right), ...alike]),
    ];
  }
  const compared = diffLines(expand(expected, width - 2), expand(received, width - 2));
  const isSame = compared.every(({ side }) => side === "both");
  const lines = isSame ? compared : withoutLongRuns(compared);
  return [
    ...field(look, "Compared", [`${paint(look, "green", "- expected")}  ${paint(look, "red", "+ received")}`]),
    ...field(
      look,
      "",
      lines.map((line) => {
        if (typeof line === "number") return paint(look, "dim", `  … ${String(line)} equal lines`);
        if (line.side === "expected") return paint(look, "green", `- ${line.text}`);
        return line.side === "received" ? paint(look, "red", `+ ${line.text}`) : `  ${line.text}`;
      }),
    ),
    // A long value is cut, and they differ only behind the cut: say so, or the reader looks for ever.
    ...(isSame ? field(look, "", ["(so far they are alike: what differs is further down)"]) : []),
  ];
}

/** A line of ^ under what differs in the second of two lines; nothing where there is little in common. */
function marker(left: string, right: string, look: Look): string[] {
  let start = 0;
  while (start < left.length && start < right.length && left[start] === right[start]) start += 1;
  let end = 0;
  const most = Math.min(left.length, right.length) - start;
  while (end < most && left[left.length - 1 - end] === right[right.length - 1 - end]) end += 1;
  // Whole words, not the letters in which they happen to differ.
  while (start > 0 && /\w/.test(right[start - 1] ?? "")) start -= 1;
  while (end > 0 && /\w/.test(right[right.length - end] ?? "")) end -= 1;
  const common = start + end;
  if (common < 6 || common < Math.max(left.length, right.length) / 4) return [];
  const marked = Math.max(1, widthOf(right.slice(start, right.length - end)));
  return [" ".repeat(widthOf(right.slice(0, start))) + paint(look, "red", "^".repeat(marked))];
}
