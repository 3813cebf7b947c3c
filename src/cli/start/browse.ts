import { allExercises, type Exercise } from "../../catalogue/index.ts";
import { currentExercise } from "../../progress/index.ts";
import type { Io } from "../io.ts";
import { layOut } from "../key-line.ts";
import { typeInto } from "../keys.ts";
import type { Learner } from "../learner.ts";
import { markedOf, matching } from "../watch/choose.ts";
import { CHOOSER_KEYS, renderChooser } from "../watch/chooser.ts";
import type { Person } from "./person.ts";

/** Lets the person choose an exercise; `undefined` where none was. */
export async function browse(
  person: Pick<Person, "press">,
  { catalogue, progress }: Learner,
  io: Io,
): Promise<Exercise | "interrupted" | undefined> {
  const exercises = allExercises(catalogue);
  const { summary } = progress;
  const passed = new Set(exercises.filter(({ id }) => summary.of(id).state === "passed").map(({ id }) => id));
  let typed = "";
  const current = currentExercise(exercises, summary)?.id;
  let marked = Math.max(
    0,
    matching(exercises, "").findIndex(({ id }) => id === current),
  );
  for (;;) {
    const at = { typed, marked };
    const key = await person.press(() =>
      [renderChooser(exercises, passed, at, io), "", ...layOut(CHOOSER_KEYS, io)].join("\n"),
    );
    if (key === "ctrl-c") return "interrupted";
    if (key === "escape") return undefined;
    if (key === "enter") {
      const chosen = markedOf(matching(exercises, typed), marked);
      if (chosen !== undefined) return chosen;
    } else if (key === "up" || key === "down") {
      const last = Math.max(0, matching(exercises, typed).length - 1);
      marked = Math.max(0, Math.min(last, marked + (key === "up" ? -1 : 1)));
    } else {
      const longer = typeInto(typed, key);
      if (longer !== typed) marked = 0;
      typed = longer;
    }
  }
}
