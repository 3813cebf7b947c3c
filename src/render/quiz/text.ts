import type { TextBlock } from "../../quiz/index.ts";
import { paintSpans, wrapSpans, type Span } from "../guide/spans.ts";
import { paint, type Look } from "../look.ts";
import { neutralise } from "../text/neutralise.ts";

/** A sentence with `code`, **bold** and *emphasis* in it, in lines that fit. */
export function renderText(text: string, look: Look, first = "", rest = " ".repeat(first.length)): string[] {
  const columns = Math.max(10, look.columns - rest.length);
  return wrapSpans(toSpans(text), columns).map((line, index) => (index === 0 ? first : rest) + paintSpans(line, look));
}

function toSpans(text: string): readonly Span[] {
  return neutralise(text)
    .split(/(`[^`]+`|\*\*[^*]+\*\*|(?<![\w*])\*[^*\s][^*]*\*(?![\w*]))/)
    .flatMap((part): readonly Span[] => {
      if (part === "") return [];
      if (part.startsWith("`")) return [{ text: part, styles: ["code"] }];
      if (part.startsWith("**")) return [{ text: part.slice(2, -2), styles: ["strong"] }];
      if (/^\*[^*]+\*$/.test(part)) return [{ text: part.slice(1, -1), styles: ["emphasis"] }];
      return [{ text: part, styles: [] }];
    });
}

/** Paragraphs, lists and code, with an empty line between. `marks`: are lines at fault pointed at? */
export function renderBlocks(blocks: readonly TextBlock[], look: Look, marks: "shown" | "hidden" = "hidden"): string[] {
  return blocks.flatMap((block, index) => [...(index === 0 ? [] : [""]), ...renderBlock(block, look, marks)]);
}

function renderBlock(block: TextBlock, look: Look, marks: "shown" | "hidden"): string[] {
  switch (block.kind) {
    case "text":
      return renderText(block.text, look);
    case "list":
      return block.items.flatMap((item) => renderText(item, look, "- "));
    case "code":
      return block.marked.length === 0
        ? block.lines.map((line) => paint(look, "cyan", `  ${neutralise(line)}`))
        : block.lines.map((line, index) =>
            codeLine(line, index + 1, marks === "shown" && block.marked.includes(index + 1), look),
          );
  }
}

/** A numbered line; one at fault has an arrow before it, and colour besides. */
function codeLine(line: string, number: number, marked: boolean, look: Look): string {
  const text = `${marked ? "▸" : " "}${String(number).padStart(2)} ${neutralise(line)}`;
  return marked ? paint(look, ["bold", "yellow"], text) : paint(look, "cyan", text);
}
