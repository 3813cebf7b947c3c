import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import MarkdownIt from "markdown-it";

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
  readonly words: number;
}

const markdown = new MarkdownIt();

/** The anchor that a Git host gives a heading. */
export const anchorOf = (heading: string): string =>
  heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
    .replaceAll(/\s/g, "-");

/** Reads a page's headings, links and code. */
export function readPage(file: string): Page {
  const source = readFileSync(file, "utf8");
  const anchors = new Set<string>();
  const links: { href: string; line: number }[] = [];
  const snippets: Snippet[] = [];
  const tokens = markdown.parse(source, {});
  tokens.forEach((token, index) => {
    const line = (token.map?.[0] ?? 0) + 1;
    if (token.type === "heading_open") anchors.add(anchorOf(plainText(tokens[index + 1]?.content ?? "")));
    if (token.type === "fence") {
      const [language, mode] = token.info.trim().split(/\s+/);
      if (language === "ts" && mode !== "sketch")
        snippets.push({ line, code: token.content, continues: mode === "continues" });
    }
    for (const child of token.children ?? []) {
      const href =
        child.type === "link_open" ? child.attrGet("href") : child.type === "image" ? child.attrGet("src") : null;
      if (href !== null) links.push({ href: String(href), line });
    }
  });
  return { file, anchors, links, snippets, words: source.split(/\s+/).length };
}

/** A heading's text without its Markdown. */
const plainText = (heading: string): string =>
  heading.replaceAll(/[`*]/g, "").replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1");

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
