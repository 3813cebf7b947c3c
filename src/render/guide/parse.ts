import MarkdownIt, { type Token } from "markdown-it";
import type { Block } from "./block.ts";

// Guides are Markdown only: a tag in one is shown as it was typed.
const markdown = new MarkdownIt({ html: false, linkify: false, typographer: false });

/** Reads a guide as a tree of blocks. Slow to load and to run: what it gives can be kept as JSON. */
export function parseGuide(source: string): readonly Block[] {
  const root: Block[] = [];
  const open: Block[][] = [];
  for (const token of markdown.parse(source, {})) {
    const siblings = open.at(-1) ?? root;
    if (token.nesting === -1) open.pop();
    else {
      const children: Block[] = (token.children ?? []).map((child) => blockOf(child, []));
      siblings.push(blockOf(token, children));
      if (token.nesting === 1) open.push(children);
    }
  }
  return root;
}

function blockOf({ type, tag, content, info, hidden, attrs }: Token, children: readonly Block[]): Block {
  return {
    type,
    children,
    ...(tag === "" ? {} : { tag }),
    ...(content === "" ? {} : { content }),
    ...(info === "" ? {} : { info }),
    ...(hidden ? { hidden } : {}),
    ...(attrs === null || attrs.length === 0
      ? {}
      : { attrs: Object.fromEntries(attrs.map(([name, value]) => [name, String(value)])) }),
  };
}
