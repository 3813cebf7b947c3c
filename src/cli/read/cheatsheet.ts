import { cheatSheet, loadBank } from "../../quiz/index.ts";
import { renderCheatSheet } from "../../render/quiz/index.ts";
import { UserError } from "../errors.ts";
import type { CommandContext } from "../io.ts";

/** Prints the page for the evening before, made of the questions. */
export async function readCheatSheet({ root, io }: CommandContext): Promise<number> {
  const parts = cheatSheet(await loadBank(root));
  if (parts.length === 0)
    throw new UserError("The cheat sheet is made of the quiz's questions, and none of them says yet what goes on it.");
  const render = (columns: number): string[] =>
    renderCheatSheet(parts, { color: io.color, columns: Math.min(columns, 100) }).split("\n");
  const lines = render(io.columns);
  // A page that fits needs no pager.
  if (!io.interactive || lines.length < io.rows) {
    io.print(lines.join("\n"));
    return 0;
  }
  const { page } = await import("../pager/page.ts");
  return page({
    title: "Cheat sheet",
    render: (columns) => ({ lines: render(columns), anchors: new Map() }),
    anchor: undefined,
    color: io.color,
  });
}
