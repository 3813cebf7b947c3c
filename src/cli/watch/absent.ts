import type { Content } from "./content.ts";

/** Says what stands in the way, and that nothing is lost. */
export function whyAbsent(content: Exclude<Content, { kind: "text" }>, path: string): string {
  switch (content.kind) {
    case "missing":
      return `${path} is gone. Save it again and it is judged at once; or end this (q) and start it again, which makes the file from its stub. What was judged before is kept.`;
    case "folder":
      return `${path} is a folder, and a file must be there. Move the folder away and save your file: it is judged at once.`;
    case "unreadable":
      return `${path} cannot be read (${content.reason}). Give yourself read access to it, then save it once more.`;
  }
}
