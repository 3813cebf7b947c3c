import hljs from "highlight.js/lib/core";
import typescript from "highlight.js/lib/languages/typescript";
import { paint, type Look } from "../look.ts";

hljs.registerLanguage("typescript", typescript);

type Format = Parameters<typeof paint>[1];

/** The colours of a terminal that every theme has; what is not named here stays as it is. */
const FORMATS: Readonly<Record<string, Format>> = {
  keyword: "magenta",
  built_in: "cyan",
  type: "cyan",
  literal: "yellow",
  number: "yellow",
  string: "green",
  regexp: "green",
  comment: "dim",
  "title function_": "blue",
  "title class_": "cyan",
  "variable constant_": "yellow",
};

const ENTITIES: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', "#x27": "'" };

/** Code with its words coloured. Loaded only where colour is on. */
export function highlight(code: string, look: Look): string {
  const { value } = hljs.highlight(code, { language: "typescript", ignoreIllegals: true });
  const open: (Format | undefined)[] = [];
  let painted = "";
  for (const [, name, close, entity, text] of value.matchAll(
    /<span class="hljs-([^"]*)">|(<\/span>)|&([^;]+);|([^<&]+)/g,
  )) {
    if (name !== undefined) open.push(FORMATS[name] ?? FORMATS[name.split(" ")[0] ?? ""]);
    else if (close !== undefined) open.pop();
    else
      painted += paintLines(
        entity === undefined ? (text ?? "") : (ENTITIES[entity] ?? `&${entity};`),
        open.findLast((format) => format !== undefined),
        look,
      );
  }
  return painted;
}

/** Each line gets its own colour codes: a pager shows lines one by one. */
function paintLines(text: string, format: Format | undefined, look: Look): string {
  if (format === undefined) return text;
  return text
    .split("\n")
    .map((line) => (line.trim() === "" ? line : paint(look, format, line)))
    .join("\n");
}
