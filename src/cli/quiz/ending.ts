import { loadCatalogue, type Catalogue } from "../../catalogue/index.ts";
import { bestScore, readHistory, report, tally, type QuizHistory, type Session } from "../../quiz/index.ts";
import type { Summary } from "../../render/quiz/index.ts";
import { reviewPlan, whenNext, type Play } from "./rounds.ts";

/** What of the course can be done: exercises that are written, lessons with a guide. */
export interface Doable {
  readonly exercises: ReadonlySet<string>;
  readonly guides: ReadonlySet<string>;
}

/** Reads what can be done. Loaded after the first question is shown. */
export async function loadDoable(root: string): Promise<Doable> {
  return toDoable(await loadCatalogue(root));
}

const toDoable = ({ lessons }: Catalogue): Doable => ({
  exercises: new Set(
    lessons.flatMap(({ exercises }) => exercises.filter(({ written }) => written).map(({ id }) => id)),
  ),
  guides: new Set(lessons.filter(({ guide }) => guide !== undefined).map(({ slug }) => slug)),
});

/** Exercises of a question that can be done now. */
export const drillsOf = (drills: readonly string[], { exercises }: Doable): readonly string[] => [
  ...new Set(drills.map((drill) => drill.split("#")[0] ?? drill).filter((id) => exercises.has(id))),
];

/** What the end of a round says. `before` is the history as it was when the round began. */
export async function summarise(session: Session, play: Play, before: QuizHistory, doable: Doable): Promise<Summary> {
  const { round, outcomes } = session;
  const { read, drill, ...rest } = report(outcomes, play.bank.topics);
  const best = round.mode === "rapid" ? bestScore(before) : undefined;
  const due =
    round.mode === "review" && outcomes.length > 0
      ? whenNext(await reviewPlan(play, readHistory(play.progress.events)), play.now())
      : undefined;
  return {
    tally: tally(outcomes),
    report: { read, drill, ...rest },
    byTopic: round.mode === "interview",
    drill: drillsOf(drill, doable),
    read: read.filter((lesson) => doable.guides.has(lesson)),
    ...(best === undefined ? {} : { best }),
    ...(due === undefined ? {} : { due }),
  };
}
