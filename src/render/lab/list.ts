import { paint, type Look } from "../look.ts";
import { wrapWords } from "../text/wrap.ts";

/** A lab, for the list of them. */
export interface ShownLabEntry {
  readonly name: string;
  readonly shows: string;
  readonly examples: readonly string[];
}

/** Every lab, with a few ways to call it. */
export const renderLabs = (labs: readonly ShownLabEntry[], look: Look): string =>
  labs
    .flatMap(({ name, shows, examples }) => [
      paint(look, "bold", name),
      ...wrapWords(shows, look.columns - 2).map((line) => `  ${line}`),
      "",
      ...examples.flatMap((example) =>
        wrapWords(example, look.columns - 2, "  ").map((line) => `  ${paint(look, "cyan", line)}`),
      ),
      "",
      ...wrapWords("`npm run help lab` lists what can be changed.", look.columns),
    ])
    .join("\n");
