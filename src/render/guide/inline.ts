import { neutralise } from "../text/neutralise.ts";
import type { Block } from "./block.ts";
import type { Span, Style } from "./spans.ts";

const OPENING: Readonly<Record<string, Style>> = { strong_open: "strong", em_open: "emphasis", link_open: "link" };

/** The text of a paragraph, a heading or a cell as styled runs. A line break that is meant is `\n`. */
export function inlineSpans({ children }: Block): readonly Span[] {
  const spans: Span[] = [];
  const styles: Style[] = [];
  let href = "";
  let linkStart = 0;
  const add = (text: string, ...more: readonly Style[]): void => {
    if (text !== "") spans.push({ text: neutralise(text), styles: [...styles, ...more] });
  };
  for (const { type, content = "", attrs = {} } of children) {
    const style = OPENING[type];
    if (style !== undefined) {
      styles.push(style);
      if (style === "link") {
        href = attrs["href"] ?? "";
        linkStart = spans.length;
      }
    } else if (type.endsWith("_close")) {
      if (OPENING[type.replace("_close", "_open")] !== undefined) styles.pop();
      if (type === "link_close") {
        const target = linkTarget(href);
        const shown = spans
          .slice(linkStart)
          .map(({ text }) => text)
          .join("");
        if (target !== undefined && target !== shown) add(` (${target})`, "target");
      }
    } else if (type === "code_inline") add(`\`${content}\``, "code");
    else if (type === "softbreak") add(" ");
    else if (type === "hardbreak") spans.push({ text: "\n", styles: [] });
    else if (type === "image") add(`[picture: ${content}] (${attrs["src"] ?? ""})`);
    else add(content);
  }
  return spans;
}

/**
 * Where a link leads, as far as a terminal can go there: another guide by the command that opens it,
 * anything else by its address. A place on the same page needs nothing.
 */
export function linkTarget(href: string): string | undefined {
  if (href.startsWith("#")) return undefined;
  const [, lesson, section] = /(?:^|\/)(?:\d+-)?([a-z0-9-]+)\/guide\.md(?:#(.*))?$/.exec(href) ?? [];
  if (lesson === undefined || /^[a-z]+:/i.test(href)) return neutralise(decode(href));
  return `npm run read ${lesson}${section === undefined ? "" : ` ${neutralise(decode(section))}`}`;
}

function decode(text: string): string {
  try {
    return decodeURI(text);
  } catch {
    return text;
  }
}
