import type { CheatSheetPart } from "../../quiz/index.ts";
import { paint, type Look } from "../look.ts";
import { renderBlocks } from "./text.ts";

/** The cheat sheet, as text. */
export function renderCheatSheet(parts: readonly CheatSheetPart[], look: Look): string {
  return parts
    .map(({ title, entries }) =>
      [paint(look, "bold", title), ...entries.flatMap((blocks) => renderBlocks(blocks, look))].join("\n"),
    )
    .join("\n\n");
}
