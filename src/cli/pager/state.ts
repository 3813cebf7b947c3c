import { stripVTControlCharacters } from "node:util";
import type { Key } from "../keys.ts";
import { typeInto } from "../keys.ts";

/** What a pager shows of a text, and what it is being asked. */
export interface PagerState {
  readonly lines: readonly string[];
  /** Rows for text: the last row of the window is the pager's own. */
  readonly rows: number;
  /** First line shown. */
  readonly top: number;
  /** Columns that lines are moved to the left: code is never wrapped. */
  readonly left: number;
  /** What was searched for last. */
  readonly query: string;
  readonly mode: { readonly kind: "reading" } | { readonly kind: "searching"; readonly typed: string };
  /** Said once, in the last row. */
  readonly message: string | undefined;
}

/** A pager at the beginning of a text, or at one of its lines. */
export function openPager(lines: readonly string[], rows: number, top = 0): PagerState {
  return clamp({ lines, rows, top, left: 0, query: "", mode: { kind: "reading" }, message: undefined });
}

/** The state after a key; undefined when the reader has had enough. */
export function pressKey(state: PagerState, key: Key): PagerState | undefined {
  if (key === "ctrl-c") return undefined;
  return state.mode.kind === "searching"
    ? typeKey(state, state.mode.typed, key)
    : readKey({ ...state, message: undefined }, key);
}

/** The same place in a window of another size: `lines` are those of the new width. */
export function resizePager(state: PagerState, lines: readonly string[], rows: number): PagerState {
  const share = state.lines.length === 0 ? 0 : state.top / state.lines.length;
  return clamp({ ...state, lines, rows, left: 0, top: Math.round(share * lines.length) });
}

const SIDEWAYS = 8;

function readKey(state: PagerState, key: Key): PagerState | undefined {
  const { rows, top, left, lines } = state;
  const to = (line: number): PagerState => clamp({ ...state, top: line });
  switch (key) {
    case "q":
    case "Q":
    case "escape":
    case "ctrl-d":
      return undefined;
    case "space":
    case "f":
    case "page-down":
      return to(top + Math.max(1, rows - 1));
    case "b":
    case "page-up":
      return to(top - Math.max(1, rows - 1));
    case "d":
      return to(top + Math.ceil(rows / 2));
    case "u":
      return to(top - Math.ceil(rows / 2));
    case "j":
    case "down":
    case "enter":
      return to(top + 1);
    case "k":
    case "up":
      return to(top - 1);
    case "g":
    case "home":
      return to(0);
    case "G":
    case "end":
      return to(lines.length);
    case "right":
      return { ...state, left: left + SIDEWAYS };
    case "left":
      return { ...state, left: Math.max(0, left - SIDEWAYS) };
    case "/":
      return { ...state, mode: { kind: "searching", typed: "" } };
    case "n":
      return search(state, 1);
    case "N":
      return search(state, -1);
    default:
      return state;
  }
}

function typeKey(state: PagerState, typed: string, key: Key): PagerState {
  const reading: PagerState = { ...state, mode: { kind: "reading" }, message: undefined };
  if (key === "escape" || (key === "backspace" && typed === "")) return reading;
  if (key === "enter") return search({ ...reading, query: typed === "" ? state.query : typed }, 1);
  return { ...state, mode: { kind: "searching", typed: typeInto(typed, key) } };
}

/** Goes to the next line that holds the query, round the end if need be. Case counts only where a capital was typed. */
function search(state: PagerState, direction: 1 | -1): PagerState {
  const { lines, query, top } = state;
  if (query === "") return { ...state, message: "Nothing to search for yet: type / and a word" };
  const found = lines.flatMap((line, index) => (matches(line, query) ? [index] : []));
  if (found.length === 0) return { ...state, message: `“${query}” is not in this text` };
  const next = direction === 1 ? found.find((line) => line > top) : found.findLast((line) => line < top);
  const line = next ?? (direction === 1 ? found[0] : found.at(-1)) ?? 0;
  const message = `“${query}”: ${String(found.indexOf(line) + 1)} of ${String(found.length)} lines`;
  return clamp({ ...state, top: line, message });
}

/** Does a line hold what was searched for? */
export function matches(line: string, query: string): boolean {
  const text = stripVTControlCharacters(line);
  return query !== "" && (/\p{Lu}/u.test(query) ? text.includes(query) : text.toLowerCase().includes(query));
}

const clamp = (state: PagerState): PagerState => ({
  ...state,
  top: Math.max(0, Math.min(state.top, state.lines.length - state.rows)),
});
