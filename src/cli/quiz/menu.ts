import { loadCatalogue } from "../../catalogue/index.ts";
import { readHistory } from "../../quiz/index.ts";
import { paint, type Look } from "../../render/look.ts";
import { renderText } from "../../render/quiz/index.ts";
import type { Io } from "../io.ts";
import { layOut } from "../key-line.ts";
import type { Person } from "../start/person.ts";
import type { Mode } from "./options.ts";
import { reviewPlan, type Play } from "./rounds.ts";

interface Item<T> {
  readonly text: string;
  readonly value: T;
}

/** Asks which round it shall be; undefined where none. */
export async function chooseMode(
  person: Pick<Person, "press">,
  play: Play,
  io: Io,
): Promise<Mode | "interrupted" | undefined> {
  const { cards, left } = await reviewPlan(play, readHistory(play.progress.events));
  const due = cards.length + left;
  const kind = await chooseFrom(
    person,
    "What shall it be?",
    [
      { text: "Rapid fire: ten questions against the clock", value: "rapid" as const },
      { text: `Review: what you would forget (${String(due)} for today)`, value: "review" as const },
      { text: "Mock interview: fifteen questions and a report", value: "interview" as const },
      { text: "The questions of a lesson", value: "lesson" as const },
      { text: "The questions of a topic", value: "topic" as const },
    ],
    io,
  );
  if (kind === undefined || kind === "interrupted") return kind;
  if (kind !== "lesson" && kind !== "topic") return { kind };
  const name = await chooseFrom(person, `Which ${kind}?`, await namesOf(kind, play), io);
  return name === undefined || name === "interrupted" ? name : { kind, name };
}

async function namesOf(kind: "lesson" | "topic", { bank, root }: Play): Promise<readonly Item<string>[]> {
  const count = (own: (card: (typeof bank.cards)[number]) => boolean): string => String(bank.cards.filter(own).length);
  if (kind === "topic")
    return bank.topics
      .filter(({ id }) => bank.cards.some(({ topic }) => topic === id))
      .map(({ id, title }) => ({ text: `${title} (${count(({ topic }) => topic === id)})`, value: id }));
  const { lessons } = await loadCatalogue(root);
  return lessons
    .filter(({ slug }) => bank.cards.some(({ lesson }) => lesson === slug))
    .map(({ slug, title }) => ({ text: `${title} (${count(({ lesson }) => lesson === slug)})`, value: slug }));
}

/** A list to choose from, by digit or by arrows and Enter. */
async function chooseFrom<T>(
  person: Pick<Person, "press">,
  title: string,
  items: readonly Item<T>[],
  io: Io,
): Promise<T | "interrupted" | undefined> {
  let at = 0;
  for (;;) {
    const key = await person.press(() => renderMenu(title, items, at, io, io.rows));
    if (key === "ctrl-c") return "interrupted";
    if (key === "q" || key === "escape" || key === "ctrl-d") return undefined;
    if (key === "up" || key === "down") at = (at + (key === "up" ? items.length - 1 : 1)) % Math.max(1, items.length);
    const chosen =
      key === "enter" || key === "space" ? items[at] : /^[1-9]$/.test(key) ? items[Number(key) - 1] : undefined;
    if (chosen !== undefined) return chosen.value;
  }
}

function renderMenu<T>(title: string, items: readonly Item<T>[], at: number, look: Look, rows: number): string {
  // A long list shows the part around the mark.
  const room = Math.max(3, rows - 6);
  const first = Math.max(0, Math.min(at - Math.floor(room / 2), items.length - room));
  const shown = items.slice(first, first + room).flatMap(({ text }, index) => {
    const place = first + index;
    const start = `${place === at ? ">" : " "} ${place < 9 ? String(place + 1) : " "} `;
    return renderText(text, look, start).map((line) => (place === at ? paint(look, "bold", line) : line));
  });
  const keys = [
    ["1-9", "choose"],
    ["↑↓ enter", "choose"],
    ["q", "leave"],
  ] as const;
  return [paint(look, "bold", title), "", ...shown, "", ...layOut(keys, look)].join("\n");
}
