import { paint, type Look } from "../look.ts";
import type { VerdictContext } from "./context.ts";
import { field } from "./field.ts";

/** Where the guide explains a section: its title, and the command that opens it there. */
export function reading(section: string, context: VerdictContext, look: Look): string[] {
  if (context.sections === undefined) return [];
  const title = context.sections.get(section);
  const command = `npm run read ${context.lesson}${title === undefined ? "" : ` ${section}`}`;
  return field(look, "Read", [...(title === undefined ? [] : [`“${title}”`]), paint(look, "cyan", command)]);
}
