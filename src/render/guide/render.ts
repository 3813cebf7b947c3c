import { paint, type Look } from "../look.ts";
import { readChart, renderChart } from "../chart/index.ts";
import { neutralise } from "../text/neutralise.ts";
import { widthOf } from "../text/width.ts";
import type { Block } from "./block.ts";
import { inlineSpans } from "./inline.ts";
import { paintSpans, wrapSpans } from "./spans.ts";
import { sectionHeadings } from "./sections.ts";
import { renderTable } from "./table.ts";

/** Longer lines than this are hard to read, however wide the window is. */
const PROSE = 88;

/** Colours code, where colour is on. */
export type Highlighter = (code: string, look: Look) => string;

/** A guide for a terminal. */
export interface RenderedGuide {
  readonly lines: readonly string[];
  /** Line at which each section begins, by its anchor. */
  readonly anchors: ReadonlyMap<string, number>;
}

/** Renders a guide. What it says is data: nothing in it can make the terminal do anything. */
export function renderGuide(blocks: readonly Block[], look: Look, highlight?: Highlighter): RenderedGuide {
  const headings = new Map(sectionHeadings(blocks).map(({ index, anchor }) => [index, anchor]));
  const anchors = new Map<string, number>();
  const lines: string[] = [];
  const page = { columns: Math.min(look.columns, PROSE), look, highlight };
  blocks.forEach((block, index) => {
    const anchor = headings.get(index);
    if (index > 0) lines.push("");
    // A new section stands apart.
    if (index > 0 && anchor !== undefined) lines.push("");
    if (anchor !== undefined) anchors.set(anchor, lines.length);
    lines.push(...renderBlock(block, page));
  });
  return { lines, anchors };
}

interface Page {
  /** Columns that prose may fill here: less within a list or a quotation. */
  readonly columns: number;
  readonly look: Look;
  readonly highlight: Highlighter | undefined;
}

function renderBlock(block: Block, page: Page): readonly string[] {
  const { type, children, content = "", tag = "", info = "" } = block;
  switch (type) {
    case "heading_open":
      return heading(tag, children, page);
    case "paragraph_open":
      return children.flatMap((child) => prose(child, page));
    case "inline":
      return prose(block, page);
    case "bullet_list_open":
    case "ordered_list_open":
      return list(block, page);
    case "blockquote_open":
      return quotation(children, page);
    case "fence":
    case "code_block":
      return code(content, info, page);
    case "table_open":
      return renderTable(block, page.columns, page.look);
    case "hr":
      return [paint(page.look, "dim", "─".repeat(page.columns))];
    default:
      return children.length > 0 ? blocks(children, page) : neutralise(content).trimEnd().split("\n");
  }
}

/** Blocks below each other; those of a tight list without a line between them. */
function blocks(all: readonly Block[], page: Page): string[] {
  return all.flatMap((block, index) => {
    const tight = block.hidden === true || all[index - 1]?.hidden === true;
    return [...(index === 0 || tight ? [] : [""]), ...renderBlock(block, page)];
  });
}

const prose = (block: Block, { columns, look }: Page): string[] =>
  wrapSpans(inlineSpans(block), Math.max(8, columns)).map((line) => paintSpans(line, look));

function heading(tag: string, children: readonly Block[], { columns, look }: Page): string[] {
  const spans = children.flatMap(inlineSpans).map(({ text }) => ({ text, styles: [] }));
  const lines = wrapSpans(spans, columns).map((line) => line.map(({ text }) => text).join(""));
  const width = Math.max(...lines.map(widthOf));
  const under = tag === "h1" ? ["═".repeat(width)] : tag === "h2" ? ["─".repeat(width)] : [];
  const marked = under.length > 0 ? lines : lines.map((line, index) => (index === 0 ? `▸ ${line}` : `  ${line}`));
  return [...marked, ...under].map((line) => paint(look, tag === "h1" ? ["bold", "cyan"] : "bold", line));
}

function list({ type, attrs, children }: Block, page: Page): string[] {
  const ordered = type === "ordered_list_open";
  const start = Number(attrs?.["start"] ?? 1);
  const width = ordered ? String(start + children.length - 1).length + 2 : 2;
  const loose = children.some((item) =>
    item.children.some((child) => child.type === "paragraph_open" && child.hidden !== true),
  );
  return children.flatMap((item, index) => {
    const mark = ordered ? `${String(start + index)}.`.padEnd(width) : "• ";
    const lines = blocks(item.children, { ...page, columns: page.columns - width });
    return [
      ...(loose && index > 0 ? [""] : []),
      ...lines.map((line, at) => (at === 0 ? mark : line === "" ? "" : " ".repeat(width)) + line),
    ];
  });
}

function quotation(children: readonly Block[], page: Page): string[] {
  const bar = paint(page.look, "dim", "│");
  return blocks(children, { ...page, columns: page.columns - 2 }).map((line) => `${bar} ${line}`.trimEnd());
}

/** Code and drawings are never wrapped: a broken box is no box. */
function code(content: string, info: string, { look, highlight }: Page): string[] {
  const text = neutralise(content).trimEnd();
  const [language = ""] = info.trim().split(/\s+/);
  if (language === "chart") return [...chart(text, look), ...numbers(text).map(indent)];
  const isTypeScript = language === "ts" || language === "typescript";
  const lines = (highlight !== undefined && isTypeScript ? highlight(text, look) : text).split("\n");
  const label = language === "mermaid" ? [paint(look, "dim", "  (a Mermaid diagram)")] : [];
  return [...label, ...lines.map(indent)];
}

const indent = (line: string): string => (line === "" ? "" : `    ${line}`);

/** The table of a chart, without the lines that the drawing says. */
const numbers = (text: string): readonly string[] => (text.split(/\n\s*\n/)[1] ?? text).split("\n");

/** The drawing above its numbers. Where the block is no chart, `verify` says why; a reader gets the numbers. */
function chart(text: string, look: Look): readonly string[] {
  try {
    return [...renderChart(readChart(text), { ...look, columns: look.columns - 4 }).map(indent), ""];
  } catch {
    return [];
  }
}
