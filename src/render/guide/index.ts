export type { Block } from "./block.ts";
export { renderGuideList, type GuideEntry } from "./list.ts";
export { renderGuide, type Highlighter, type RenderedGuide } from "./render.ts";
export { findSection, sectionBlocks, sectionHeadings, type FoundSection, type SectionHeading } from "./sections.ts";
