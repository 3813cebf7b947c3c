import { findLesson, type Catalogue, type Exercise, type Lesson } from "../catalogue/index.ts";
import { courseProgress, nextExercise, type Summary } from "../progress/index.ts";
import { renderList, type ListedExercise, type ListedLesson } from "../render/list.ts";
import { oneOf, readArguments } from "./arguments.ts";
import { UserError } from "./errors.ts";
import { learnerCommand, openLearner } from "./learner.ts";

const STATES = ["untouched", "started", "failing", "passed", "unwritten"] as const;
const TRACKS = ["interview", "core", "deep"] as const;

interface Filter {
  readonly track?: (typeof TRACKS)[number] | undefined;
  readonly state?: (typeof STATES)[number] | undefined;
  readonly lesson?: string | undefined;
}

/** Lists the course with how far the learner is. */
export const run = learnerCommand(async (args, { root, io }) => {
  const { values } = readArguments(args, {
    command: "list",
    options: {
      track: { type: "string" },
      lesson: { type: "string" },
      state: { type: "string" },
      json: { type: "boolean" },
    },
  });
  const { catalogue, progress } = await openLearner(root);
  const filter: Filter = {
    track: oneOf("--track", values.track, TRACKS),
    state: oneOf("--state", values.state, STATES),
    lesson: values.lesson === undefined ? undefined : lessonSlug(catalogue, values.lesson),
  };
  const lessons = listCourse(catalogue, progress.summary, filter);
  if (values.json === true) {
    io.print(JSON.stringify({ lessons }, undefined, 2));
    return 0;
  }
  const exercises = catalogue.lessons.flatMap((lesson) => lesson.exercises).filter((each) => onTrack(each, filter));
  const next = nextExercise(exercises, progress.summary)?.id;
  io.print(
    renderList(
      lessons,
      { ...courseProgress(exercises, progress.summary), ...(next === undefined ? {} : { next }) },
      io,
    ),
  );
  const [problem] = catalogue.problems;
  if (problem !== undefined)
    io.error(`Not everything could be read (${problem.replace(/\.$/, "")}); \`npm run verify\` says what is wrong.`);
  return 0;
});

/** The lessons with those of their exercises that the filter lets through. */
function listCourse({ lessons }: Catalogue, summary: Summary, filter: Filter): readonly ListedLesson[] {
  const filtered = Object.values(filter).some((value) => value !== undefined);
  return lessons
    .filter(({ slug }) => filter.lesson === undefined || slug === filter.lesson)
    .map(({ number, slug, title, exercises }: Lesson) => ({
      number,
      slug,
      title,
      exercises: exercises
        .filter((exercise) => onTrack(exercise, filter))
        .map((exercise) => listExercise(exercise, summary))
        .filter(({ state }) => filter.state === undefined || state === filter.state),
    }))
    .filter(({ exercises }) => !filtered || exercises.length > 0);
}

const onTrack = ({ track, interview }: Exercise, filter: Filter): boolean =>
  filter.track === undefined || (filter.track === "interview" ? interview : filter.track === track);

const listExercise = (exercise: Exercise, summary: Summary): ListedExercise => ({
  id: exercise.id,
  number: exercise.number,
  title: exercise.title,
  track: exercise.track,
  interview: exercise.interview,
  minutes: exercise.minutes,
  state: exercise.written ? summary.of(exercise.id).state : "unwritten",
  rules: exercise.counts.rules,
  mistakes: exercise.counts.mistakes,
  alternatives: exercise.counts.alternatives,
});

function lessonSlug(catalogue: Catalogue, query: string): string {
  const found = findLesson(catalogue, query);
  if (found.kind === "found") return found.value.slug;
  if (found.kind === "ambiguous")
    throw new UserError(`--lesson "${query}" could be ${found.names.join(" or ")}: write more of the name.`);
  throw new UserError(`There is no lesson "${query}". Did you mean ${found.nearest.join(" or ")}?`);
}
