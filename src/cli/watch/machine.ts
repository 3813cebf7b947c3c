import type { Verdict } from "../../judge/index.ts";
import { typeInto, type Key } from "../keys.ts";

/** How far the newest save has come. */
export type Work =
  /** Nothing was judged yet. */
  | { readonly kind: "idle" }
  /** `slow`: it takes long enough to say so. */
  | { readonly kind: "judging"; readonly attempt: number; readonly pace: "quick" | "slow"; readonly before: Work }
  | { readonly kind: "judged"; readonly verdict: Verdict }
  /** There is no file that could be judged; the sentence says why. */
  | { readonly kind: "absent"; readonly sentence: string }
  /** The judge itself failed. */
  | { readonly kind: "stuck"; readonly sentence: string };

/** What stands over the verdict, if anything. */
export type Panel =
  | { readonly kind: "none" }
  | { readonly kind: "text"; readonly what: Showable; readonly text: string }
  /** The exercises: what was typed narrows them down, and one of those that are left is marked. */
  | { readonly kind: "choose"; readonly typed: string; readonly marked: number };

/** What a key can bring up. */
export type Showable = "hint" | "solution" | "help" | "output";

/** Everything that decides what a key or a save does next. */
export interface WatchState {
  readonly work: Work;
  readonly panel: Panel;
  /** One line about the last key, gone with the next one. */
  readonly note: string;
  /** Number of the newest attempt: older ones have no say. */
  readonly attempt: number;
}

/** Something that happened. */
export type WatchEvent =
  | { readonly type: "saved" }
  | { readonly type: "absent"; readonly sentence: string }
  | { readonly type: "slow"; readonly attempt: number }
  | { readonly type: "verdict"; readonly attempt: number; readonly verdict: Verdict }
  | { readonly type: "judge-failed"; readonly attempt: number; readonly sentence: string }
  | { readonly type: "key"; readonly key: Key }
  | { readonly type: "shown"; readonly what: Showable; readonly text: string }
  /** The list of exercises can be shown, with this one marked. */
  | { readonly type: "listed"; readonly marked: number }
  | { readonly type: "noted"; readonly note: string }
  /** Another exercise is watched from now on. */
  | { readonly type: "moved" }
  | { readonly type: "resized" };

/** Something to do. */
export type WatchEffect =
  | { readonly type: "judge"; readonly attempt: number }
  /** End the attempt that runs. */
  | { readonly type: "drop" }
  | { readonly type: "draw" }
  | { readonly type: "show"; readonly what: Showable }
  | { readonly type: "list" }
  | { readonly type: "read-guide" }
  | { readonly type: "next" }
  /** Go to the marked one of the exercises that match what was typed. */
  | { readonly type: "go"; readonly typed: string; readonly marked: number }
  | { readonly type: "suspend" }
  | { readonly type: "quit"; readonly code: number };

/** The next state, and what is to be done about it. */
export interface Step {
  readonly state: WatchState;
  readonly effects: readonly WatchEffect[];
}

/** A watch that has just been opened. */
export const INITIAL: WatchState = { work: { kind: "idle" }, panel: { kind: "none" }, note: "", attempt: 0 };

const DRAW: WatchEffect = { type: "draw" };
const NO_PANEL: Panel = { kind: "none" };
const only = (state: WatchState, ...effects: readonly WatchEffect[]): Step => ({ state, effects });

/** Decides. Pure: whatever happens in the terminal, on the disk and in the judge comes in as an event. */
export function step(state: WatchState, event: WatchEvent): Step {
  switch (event.type) {
    case "saved":
      return judge({ ...state, panel: state.panel.kind === "choose" ? state.panel : NO_PANEL, note: "" });
    case "absent":
      return only(
        { ...state, work: { kind: "absent", sentence: event.sentence }, attempt: state.attempt + 1 },
        { type: "drop" },
        DRAW,
      );
    case "slow":
      return state.work.kind === "judging" && state.work.attempt === event.attempt
        ? only({ ...state, work: { ...state.work, pace: "slow" } }, DRAW)
        : only(state);
    case "verdict":
      return event.attempt === state.attempt
        ? only({ ...state, work: { kind: "judged", verdict: event.verdict } }, DRAW)
        : only(state);
    case "judge-failed":
      return event.attempt === state.attempt
        ? only({ ...state, work: { kind: "stuck", sentence: event.sentence } }, DRAW)
        : only(state);
    case "shown":
      return only({ ...state, note: "", panel: { kind: "text", what: event.what, text: event.text } }, DRAW);
    case "listed":
      return only({ ...state, panel: { kind: "choose", typed: "", marked: event.marked } }, DRAW);
    case "noted":
      return only({ ...state, note: event.note }, DRAW);
    case "moved":
      return only({ ...INITIAL, attempt: state.attempt + 1 }, { type: "drop" }, DRAW);
    case "resized":
      return only(state, DRAW);
    case "key":
      return press(state, event.key);
  }
}

/** A new attempt takes the place of whatever runs. */
function judge(state: WatchState): Step {
  const attempt = state.attempt + 1;
  const before = state.work.kind === "judging" ? state.work.before : state.work;
  const work: Work = { kind: "judging", attempt, pace: "quick", before };
  return only({ ...state, work, attempt }, { type: "drop" }, { type: "judge", attempt });
}

function press(state: WatchState, key: Key): Step {
  if (key === "ctrl-c") return only(state, { type: "quit", code: 130 });
  if (key === "ctrl-z") return only(state, { type: "suspend" });
  return state.panel.kind === "choose" ? choose(state, state.panel, key) : command({ ...state, note: "" }, key);
}

/** While an exercise's name is typed, letters are letters. */
function choose(state: WatchState, panel: Panel & { kind: "choose" }, key: Key): Step {
  const closed: WatchState = { ...state, panel: NO_PANEL };
  if (key === "escape") return only(closed, DRAW);
  if (key === "enter") return only(closed, { type: "go", typed: panel.typed, marked: panel.marked });
  if (key === "up" || key === "down") {
    const marked = Math.max(0, panel.marked + (key === "up" ? -1 : 1));
    return only({ ...state, panel: { ...panel, marked } }, DRAW);
  }
  const typed = typeInto(panel.typed, key);
  return typed === panel.typed ? only(state) : only({ ...state, panel: { ...panel, typed, marked: 0 } }, DRAW);
}

function command(state: WatchState, key: Key): Step {
  switch (key) {
    case "h":
      return only(state, { type: "show", what: "hint" });
    case "g":
      return only(state, { type: "read-guide" });
    case "l":
      return only(state, { type: "list" });
    case "s":
      return only(state, { type: "show", what: "solution" });
    case "o":
      return only(state, { type: "show", what: "output" });
    case "?":
      return only(state, { type: "show", what: "help" });
    case "q":
      return only(state, { type: "quit", code: 0 });
    case "r":
      return state.work.kind === "absent" ? only(state, DRAW) : judge({ ...state, panel: NO_PANEL });
    case "n":
      return isPassed(state)
        ? only(state, { type: "next" })
        : only({ ...state, note: "Not passed yet: n goes on after a pass, and l to any other exercise." }, DRAW);
    case "enter":
    case "escape":
    case "space":
      return only({ ...state, panel: NO_PANEL }, DRAW);
    default:
      return only(state);
  }
}

/** Has the newest content that was judged passed? */
export const isPassed = ({ work }: WatchState): boolean => work.kind === "judged" && work.verdict.status === "pass";
