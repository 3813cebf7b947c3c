import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import MarkdownIt from "markdown-it";
import { NoChart, readChart, readHeadings } from "../render/index.ts";

/** A piece of code in a guide. */
export interface Snippet {
  /** Line of its opening fence, counted from 1. */
  readonly line: number;
  readonly code: string;
  /** Goes on in the module of the snippet before. */
  readonly continues: boolean;
}

/** What `verify` needs to know of a Markdown page. */
export interface Page {
  readonly file: string;
  readonly anchors: ReadonlySet<string>;
  readonly links: readonly { readonly href: string; readonly line: number }[];
  readonly snippets: readonly Snippet[];
  /** Charts that cannot be drawn, and why. */
  readonly badCharts: readonly { readonly line: number; readonly why: string }[];
  readonly words: number;
}

const markdown = new MarkdownIt();

/** Reads a page's headings, links and code. */
export function readPage(file: string): Page {
  const source = readFileSync(file, "utf8");
  const anchors = new Set(readHeadings(source).map(({ anchor }) => anchor));
  const links: { href: string; line: number }[] = [];
  const snippets: Snippet[] = [];
  const badCharts: { line: number; why: string }[] = [];
  for (const token of markdown.parse(source, {})) {
    const line = (token.map?.[0] ?? 0) + 1;
    if (token.type === "fence") {
      const [language, mode] = token.info.trim().split(/\s+/);
      if (language === "ts" && mode !== "sketch")
        snippets.push({ line, code: token.content, continues: mode === "continues" });
      const why = language === "chart" ? whyNoChart(token.content) : undefined;
      if (why !== undefined) badCharts.push({ line, why });
    }
    for (const child of token.children ?? []) {
      const href =
        child.type === "link_open" ? child.attrGet("href") : child.type === "image" ? child.attrGet("src") : null;
      if (href !== null) links.push({ href: String(href), line });
    }
  }
  return { file, anchors, links, snippets, badCharts, words: source.split(/\s+/).length };
}

function whyNoChart(text: string): string | undefined {
  try {
    readChart(text);
    return undefined;
  } catch (error) {
    if (!(error instanceof NoChart)) throw error;
    return error.message;
  }
}

/** Why a link leads nowhere; nothing where it is fine or leads to another site. */
export function brokenLink(page: Page, href: string, readOther: (file: string) => Page): string | undefined {
  if (/^[a-z]+:/i.test(href)) return undefined;
  const [path = "", anchor] = decodeURIComponent(href).split("#");
  const target = path === "" ? page.file : resolve(dirname(page.file), path);
  if (!existsSync(target)) return `the link "${href}" leads to no file.`;
  if (anchor === undefined || anchor === "") return undefined;
  if (!statSync(target).isFile() || !target.endsWith(".md")) return undefined;
  const other = target === page.file ? page : readOther(target);
  return other.anchors.has(anchor) ? undefined : `the link "${href}" leads to no heading.`;
}
