import type { TopicTrack } from "../../quiz/index.ts";
import { oneOf, readArguments, wholeNumber } from "../arguments.ts";
import { UserError } from "../errors.ts";

/** Which round is wanted. */
export type Mode =
  { readonly kind: "rapid" | "review" | "interview" } | { readonly kind: "lesson" | "topic"; readonly name: string };

/** What `quiz` was called with. */
export interface QuizOptions {
  /** Absent: ask. */
  readonly mode: Mode | undefined;
  readonly track: TopicTrack | undefined;
  readonly count: number | undefined;
  /** Seconds for each question of rapid fire. */
  readonly seconds: number | undefined;
  /** Reviews a day. */
  readonly cap: number | undefined;
  readonly seed: number;
  readonly plain: boolean;
  readonly json: boolean;
  readonly list: boolean;
  readonly anki: string | undefined;
}

const TRACKS = ["interview", "core", "deep"] as const;

/** Reads the command's arguments. */
export function readQuizOptions(args: readonly string[]): QuizOptions {
  const { values, positionals } = readArguments(args, {
    command: "quiz",
    options: {
      rapid: { type: "boolean" },
      review: { type: "boolean" },
      interview: { type: "boolean" },
      topic: { type: "string" },
      track: { type: "string" },
      count: { type: "string" },
      seconds: { type: "string" },
      cap: { type: "string" },
      seed: { type: "string" },
      plain: { type: "boolean" },
      json: { type: "boolean" },
      list: { type: "boolean" },
      anki: { type: "string" },
    },
    positionals: { min: 0, max: 1 },
  });
  const modes: readonly Mode[] = [
    ...(["rapid", "review", "interview"] as const).flatMap((kind) => (values[kind] === true ? [{ kind }] : [])),
    ...(values.topic === undefined ? [] : [{ kind: "topic" as const, name: values.topic }]),
    ...positionals.map((name) => ({ kind: "lesson" as const, name })),
  ];
  if (modes.length > 1)
    throw new UserError(
      "A round is one of --rapid, --review, --interview, --topic or a lesson: leave out all but one.",
    );
  return {
    mode: modes[0],
    track: oneOf("--track", values.track, TRACKS),
    count: wholeNumber("--count", values.count, 1, 60),
    seconds: wholeNumber("--seconds", values.seconds, 3, 600),
    cap: wholeNumber("--cap", values.cap, 1, 1000),
    seed: wholeNumber("--seed", values.seed, 0, 2 ** 31) ?? Math.floor(Math.random() * 2 ** 31),
    plain: values.plain === true,
    json: values.json === true,
    list: values.list === true,
    anki: values.anki,
  };
}
