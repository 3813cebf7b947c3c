import { GRADES, type Response } from "../grade/grade.ts";
import type { Question } from "./question.ts";

/** An answer under way. Numbers are places on the screen. */
export type Draft =
  | { readonly kind: "choose"; readonly marked: number; readonly ticked: readonly number[] }
  | { readonly kind: "type"; readonly text: string }
  | { readonly kind: "order"; readonly marked: number; readonly picked: readonly number[] }
  /** `chosen` are classes of the items before the current one. */
  | { readonly kind: "classify"; readonly marked: number; readonly chosen: readonly number[] }
  | { readonly kind: "recall"; readonly shown: boolean };

/** What a key makes of a draft. */
export type Pressed =
  | { readonly kind: "draft"; readonly draft: Draft }
  | { readonly kind: "submit"; readonly response: Response }
  /** The key means nothing here. */
  | { readonly kind: "ignored" };

/** An answer that is not begun yet. */
export function emptyDraft({ card }: Question): Draft {
  switch (card.kind) {
    case "single":
    case "multiple":
    case "flaw":
      return { kind: "choose", marked: 0, ticked: [] };
    case "typed":
      return { kind: "type", text: "" };
    case "ordering":
      return { kind: "order", marked: 0, picked: [] };
    case "classification":
      return { kind: "classify", marked: 0, chosen: [] };
    case "flash":
      return { kind: "recall", shown: false };
  }
}

/** Does a letter belong to the answer, instead of being a command? */
export const takesLetters = (draft: Draft): boolean => draft.kind === "type";

const IGNORED: Pressed = { kind: "ignored" };
const keep = (draft: Draft): Pressed => ({ kind: "draft", draft });

/** The draft after a key; `?` always says "I do not know". */
export function pressDraft(question: Question, draft: Draft, key: string): Pressed {
  if (key === "?") return { kind: "submit", response: { kind: "passed" } };
  switch (draft.kind) {
    case "choose":
      return choose(question, draft, key);
    case "type":
      return type(draft, key);
    case "order":
      return order(question, draft, key);
    case "classify":
      return classify(question, draft, key);
    case "recall":
      return recall(draft, key);
  }
}

/** Place that a digit names; undefined for any other key. */
function placeOf(key: string, length: number): number | undefined {
  const place = /^[1-9]$/.test(key) ? Number(key) - 1 : -1;
  return place >= 0 && place < length ? place : undefined;
}

function moved(marked: number, key: string, length: number): number | undefined {
  if (key === "up") return (marked + length - 1) % length;
  return key === "down" ? (marked + 1) % length : undefined;
}

const isEnter = (key: string): boolean => key === "enter";

function choose({ card, order }: Question, draft: Extract<Draft, { kind: "choose" }>, key: string): Pressed {
  const submit = (places: readonly number[]): Pressed => ({
    kind: "submit",
    response: { kind: "chosen", options: places.flatMap((place) => order[place] ?? []).toSorted((a, b) => a - b) },
  });
  const step = moved(draft.marked, key, order.length);
  if (step !== undefined) return keep({ ...draft, marked: step });
  const place = placeOf(key, order.length) ?? (key === "space" ? draft.marked : undefined);
  if (card.kind !== "multiple") {
    const chosen = place ?? (isEnter(key) ? draft.marked : undefined);
    return chosen === undefined ? IGNORED : submit([chosen]);
  }
  if (place !== undefined) {
    const ticked = draft.ticked.includes(place)
      ? draft.ticked.filter((each) => each !== place)
      : [...draft.ticked, place];
    return keep({ ...draft, marked: place, ticked });
  }
  return isEnter(key) && draft.ticked.length > 0 ? submit(draft.ticked) : IGNORED;
}

function type(draft: Extract<Draft, { kind: "type" }>, key: string): Pressed {
  if (isEnter(key))
    return draft.text.trim() === "" ? IGNORED : { kind: "submit", response: { kind: "typed", text: draft.text } };
  if (key === "backspace") return keep({ ...draft, text: [...draft.text].slice(0, -1).join("") });
  const letter = key === "space" ? " " : [...key].length === 1 ? key : "";
  return letter === "" ? IGNORED : keep({ ...draft, text: draft.text + letter });
}

function order({ order: shown }: Question, draft: Extract<Draft, { kind: "order" }>, key: string): Pressed {
  const { picked } = draft;
  if (key === "backspace" || key === "left") return keep({ ...draft, picked: picked.slice(0, -1) });
  const step = moved(draft.marked, key, shown.length);
  if (step !== undefined) return keep({ ...draft, marked: step });
  if (isEnter(key) && picked.length === shown.length)
    return { kind: "submit", response: { kind: "ordered", steps: picked.flatMap((place) => shown[place] ?? []) } };
  const place = placeOf(key, shown.length) ?? (key === "space" || isEnter(key) ? draft.marked : undefined);
  if (place === undefined || picked.includes(place)) return IGNORED;
  const now = [...picked, place];
  const next = shown.findIndex((_, each) => !now.includes(each));
  return keep({ ...draft, picked: now, marked: next === -1 ? place : next });
}

function classify({ card, order: shown }: Question, draft: Extract<Draft, { kind: "classify" }>, key: string): Pressed {
  if (card.kind !== "classification") return IGNORED;
  const { chosen } = draft;
  const done = chosen.length === shown.length;
  if (key === "backspace" || key === "left") return keep({ ...draft, chosen: chosen.slice(0, -1) });
  if (done) return isEnter(key) ? submitClasses(card.classes, shown, chosen) : IGNORED;
  const step = moved(draft.marked, key, card.classes.length);
  if (step !== undefined) return keep({ ...draft, marked: step });
  const place = placeOf(key, card.classes.length) ?? (isEnter(key) || key === "space" ? draft.marked : undefined);
  if (place === undefined) return IGNORED;
  const now = [...chosen, place];
  // One item alone needs no second look.
  return shown.length === 1
    ? submitClasses(card.classes, shown, now)
    : keep({ kind: "classify", marked: 0, chosen: now });
}

function submitClasses(classes: readonly string[], shown: readonly number[], chosen: readonly number[]): Pressed {
  const byItem = shown.map((_, item) => classes[chosen[shown.indexOf(item)] ?? -1] ?? "");
  return { kind: "submit", response: { kind: "classified", classes: byItem } };
}

function recall(draft: Extract<Draft, { kind: "recall" }>, key: string): Pressed {
  if (!draft.shown) return isEnter(key) || key === "space" ? keep({ kind: "recall", shown: true }) : IGNORED;
  const own = GRADES[placeOf(key, GRADES.length) ?? -1];
  return own === undefined ? IGNORED : { kind: "submit", response: { kind: "graded", grade: own } };
}
