import { paint, widthOf, type Look } from "../render/index.ts";

/** Keys side by side, on as many lines as they need. */
export function layOut(keys: readonly (readonly [string, string])[], look: Look): string[] {
  const lines: string[] = [];
  let line = "";
  let width = 0;
  for (const [key, name] of keys) {
    const size = widthOf(key) + 1 + name.length;
    const item = `${paint(look, "bold", key)} ${name}`;
    const fits = width > 0 && width + 3 + size <= look.columns;
    if (!fits && width > 0) lines.push(line);
    line = fits ? `${line}   ${item}` : item;
    width = fits ? width + 3 + size : size;
  }
  return [...lines, line];
}
