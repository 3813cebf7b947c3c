import type { Misconception } from "../../judge/index.ts";
import type { Look } from "../look.ts";
import type { VerdictContext } from "./context.ts";
import { prose, rule } from "./field.ts";
import { reading } from "./reading.ts";

/** The idea behind the answer, where a kept wrong answer breaks the same promises. */
export function renderMisconceptions(found: readonly Misconception[], context: VerdictContext, look: Look): string[] {
  if (found.length === 0) return [];
  return [
    rule(look, "the idea behind it, perhaps", "yellow"),
    ...found.flatMap(({ belief, section }, index) => [
      "",
      ...prose(
        look,
        index === 0 ? "Idea" : "Or",
        `This is how code behaves that was written with this idea: “${belief}”`,
      ),
      ...reading(section, context, look),
    ]),
  ];
}
