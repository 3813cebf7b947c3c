import type { Exercise } from "../../catalogue/index.ts";
import { paint, widthOf, type Look } from "../../render/index.ts";
import { markedOf, matching, numberOf } from "./choose.ts";

/** Size and style of the window. */
export interface Window extends Look {
  readonly rows: number;
}

/** The keys of the list. */
export const CHOOSER_KEYS: readonly (readonly [string, string])[] = [
  ["↑ ↓", "move"],
  ["letters", "narrow down"],
  ["enter", "go there"],
  ["esc", "back"],
];

/** Lines of the window that are not the list's. */
const AROUND = 10;

/** As much of the list as fits around the marked exercise, below what was typed. */
export function renderChooser(
  exercises: readonly Exercise[],
  passed: ReadonlySet<string>,
  { typed, marked }: { readonly typed: string; readonly marked: number },
  window: Window,
): string {
  const all = matching(exercises, typed);
  const chosen = markedOf(all, marked);
  const prompt = `Which exercise? ${typed}_`;
  if (chosen === undefined) return `${prompt}\n\nNo exercise that is written has that in its number, id or title.`;
  const room = Math.max(5, window.rows - AROUND);
  const first = Math.max(0, Math.min(all.indexOf(chosen) - Math.floor(room / 2), all.length - room));
  const rows = all.slice(first, first + room).map((exercise) => {
    const state = passed.has(exercise.id) ? "✓ passed" : "· open  ";
    const text = `${exercise === chosen ? ">" : " "} ${state}  ${numberOf(exercise).padEnd(5)}${exercise.title}`;
    const cut = widthOf(text) > window.columns ? `${text.slice(0, window.columns - 2)} …` : text;
    return exercise === chosen ? paint(window, "bold", cut) : cut;
  });
  return [prompt, "", ...rows].join("\n");
}
