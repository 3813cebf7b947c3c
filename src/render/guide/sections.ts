import { nearestName } from "../text/nearest.ts";
import type { Block } from "./block.ts";
import { plainHeading, uniqueAnchor } from "./headings.ts";

/** A heading, and where it stands among a guide's blocks. */
export interface SectionHeading {
  readonly level: number;
  readonly title: string;
  readonly anchor: string;
  readonly index: number;
}

/** The answer to "which section do you mean?". */
export type FoundSection =
  | { readonly kind: "found"; readonly heading: SectionHeading }
  | { readonly kind: "unknown"; readonly nearest: string | undefined; readonly anchors: readonly string[] };

/** The headings of a guide, in order. */
export function sectionHeadings(blocks: readonly Block[]): readonly SectionHeading[] {
  const used = new Map<string, number>();
  return blocks.flatMap(({ type, tag, children }, index) => {
    if (type !== "heading_open") return [];
    const title = plainHeading(children[0]?.content ?? "");
    return [{ level: Number(tag?.slice(1)), title, anchor: uniqueAnchor(title, used), index }];
  });
}

/** Finds a section by its anchor, by its title, or by a part of either that only one has. */
export function findSection(headings: readonly SectionHeading[], query: string): FoundSection {
  const wanted = query.trim().toLowerCase().replace(/^#/, "");
  const exact = headings.find(({ anchor, title }) => anchor === wanted || title.toLowerCase() === wanted);
  const part = wanted.replaceAll(/\s+/g, "-");
  const parts = headings.filter(
    ({ anchor, title }) => wanted !== "" && (anchor.includes(part) || title.toLowerCase().includes(wanted)),
  );
  const heading = exact ?? (parts.length === 1 ? parts[0] : undefined);
  if (heading !== undefined) return { kind: "found", heading };
  const anchors = headings.map(({ anchor }) => anchor);
  return { kind: "unknown", nearest: nearestName(wanted, anchors), anchors };
}

/** A section's blocks: its heading, and everything up to the next heading that is not below it. */
export function sectionBlocks(
  blocks: readonly Block[],
  headings: readonly SectionHeading[],
  heading: SectionHeading,
): readonly Block[] {
  const next = headings.find(({ index, level }) => index > heading.index && level <= heading.level);
  return blocks.slice(heading.index, next?.index);
}
