import { describe, expect, test } from "vitest";
import { KeyedRound, type Seat } from "../../src/cli/quiz/at-keys.ts";
import { chooseMode } from "../../src/cli/quiz/menu.ts";
import { readQuizOptions } from "../../src/cli/quiz/options.ts";
import { Recorder } from "../../src/cli/quiz/recorder.ts";
import { openProgress } from "../../src/progress/index.ts";
import { loadBank, type Card, type Round } from "../../src/quiz/index.ts";
import { temporaryFolder } from "../support/course.ts";
import { fakeIo } from "../support/fake-io.ts";
import { example } from "./cards.ts";
import { quizCourse } from "./course.ts";
import { NOON } from "./log.ts";

/** A seat at a window of 60 columns without colour, with a clock that a test sets. */
function seat(rows = 24): Seat & { readonly shown: string[]; at: number } {
  const shown: string[] = [];
  return {
    shown,
    at: 0,
    show: (text) => void shown.push(text),
    window: { columns: 60, rows, color: false },
    now() {
      return this.at;
    },
  };
}

const roundOf = (cards: readonly Card[], over: Partial<Round> = {}): Round => ({
  mode: "rapid",
  questions: cards.map((card) => ({
    card,
    order: "options" in card ? card.options.map((_, place) => place) : [0, 1, 2],
  })),
  clock: 20,
  followUps: new Map(),
  ...over,
});

function sit(cards: readonly Card[], over: Partial<Round> = {}, rows?: number) {
  const place = seat(rows);
  const progress = openProgress(temporaryFolder());
  const keyed = new KeyedRound(roundOf(cards, over), new Recorder(progress), place);
  const press = (...keys: readonly string[]): string => {
    for (const key of keys) keyed.press(key);
    return place.shown.at(-1) ?? "";
  };
  return { keyed, place, progress, press };
}

describe("the window of a round", () => {
  test("shows the first question at once, with the clock and the keys", () => {
    const { place } = sit([example("single")]);
    expect(place.shown).toHaveLength(1);
    expect(place.shown[0]).toMatchSnapshot();
  });

  test.each(["single", "multiple", "typed", "flash", "ordering", "classification", "flaw"] as const)(
    "keeps to 60 columns and its rows with a %s, asked and answered",
    (kind) => {
      const { keyed, place, press } = sit([example(kind)], {}, 24);
      keyed.learnDoable({ exercises: new Set(["inbox/with-inbox"]), guides: new Set() });
      press("down", "enter", "enter", "page-down", "page-up", "?", "?", "down", "down");
      expect(place.shown.length).toBeGreaterThan(1);
      for (const text of place.shown) {
        const lines = text.split("\n");
        expect(lines.length).toBeLessThanOrEqual(24);
        for (const line of lines) expect(line.length).toBeLessThanOrEqual(60);
      }
      expect(place.shown.at(-1)).toMatchSnapshot();
    },
  );

  test("shows the lines at fault once the answer is given, not before", () => {
    const { place, press } = sit([example("flaw")], {}, 60);
    expect(place.shown[0]).not.toContain("▸");
    expect(press("3")).toContain("▸ 3   await gateway.charge");
  });

  test("names the exercise that trains what was missed, where it can be done", () => {
    const { keyed, press } = sit([example("flaw")], {}, 60);
    expect(press("3")).not.toContain("npm run watch");
    keyed.learnDoable({ exercises: new Set(["inbox/with-inbox"]), guides: new Set() });
    expect(press("?")).toContain("Train it: npm run watch inbox/with-inbox");
  });

  test("says that there is more where the window is too small, and shows it", () => {
    const { place, press } = sit([example("flaw")], {}, 14);
    expect(place.shown[0]).toContain("… page down for more");
    expect(press("page-down", "page-down", "page-down")).toContain("3 `seen` grows without end.");
    expect(press("up", "up")).toMatch(/^> 2/m);
  });
});

describe("the clock of a round", () => {
  test("is drawn once a second, and not while nothing changes", () => {
    const { keyed, place } = sit([example("typed")]);
    for (let at = 0; at <= 2000; at += 100) {
      place.at = at;
      keyed.tick();
    }
    expect(place.shown.map((text) => /\d+ s$/m.exec(text)?.[0])).toEqual(["20 s", "19 s", "18 s"]);
  });

  test("runs while one types, and ends the question with what was typed unsent", () => {
    const { keyed, place, progress, press } = sit([example("typed")]);
    expect(press("c", "r", "y")).toContain("> cry_");
    place.at = 20_000;
    keyed.tick();
    expect(place.shown.at(-1)).toContain("Time is up.");
    expect(progress.events).toMatchObject([{ data: { result: "wrong", mode: "rapid", took: 20_000 } }]);
  });
});

describe("leaving a round", () => {
  test.each([
    ["q", 0],
    ["escape", 0],
    ["ctrl-d", 0],
    ["ctrl-c", 130],
  ])("with %s keeps what was answered and ends with %i", async (key, code) => {
    const { keyed, progress, press } = sit([example("single"), example("flaw")]);
    press("2", key);
    await expect(keyed.ended).resolves.toBe(code);
    expect(progress.events.map(({ type }) => type)).toEqual(["QuestionAnswered", "QuizFinished"]);
  });

  test("happens by itself after the last question", async () => {
    const { keyed, press } = sit([example("single")]);
    press("2", "enter");
    await expect(keyed.ended).resolves.toBe(0);
  });

  test("happens with the reason where an answer cannot be kept", async () => {
    const broken = new Recorder({
      record: () => {
        throw new Error("The disk is full.");
      },
    });
    const keyed = new KeyedRound(roundOf([example("single")]), broken, seat());
    keyed.press("1");
    await expect(keyed.ended).rejects.toThrow("The disk is full.");
  });
});

describe("the menu", () => {
  const choose = async (...keys: string[]) => {
    const root = quizCourse();
    const bank = await loadBank(root);
    const play = { bank, root, progress: openProgress(root), options: readQuizOptions([]), now: () => NOON };
    const shown: string[] = [];
    const press = (render: () => string): Promise<string> => {
      shown.push(render());
      return Promise.resolve(keys.shift() ?? "q");
    };
    const mode = await chooseMode({ press }, play, fakeIo({ columns: 60, interactive: true }));
    return { mode, shown };
  };

  test("leads to each kind of round", async () => {
    expect((await choose("1")).mode).toEqual({ kind: "rapid" });
    expect((await choose("down", "enter")).mode).toEqual({ kind: "review" });
    expect((await choose("3")).mode).toEqual({ kind: "interview" });
    expect((await choose("4", "1")).mode).toEqual({ kind: "lesson", name: "inbox" });
    expect((await choose("5", "down", "enter")).mode).toEqual({ kind: "topic", name: "messages" });
    expect((await choose("q")).mode).toBeUndefined();
    expect((await choose("5", "escape")).mode).toBeUndefined();
    expect((await choose("ctrl-c")).mode).toBe("interrupted");
  });

  test("says how much there is to review, in 60 columns", async () => {
    const { shown } = await choose();
    expect(shown[0]).toMatchSnapshot();
    for (const line of (shown[0] ?? "").split("\n")) expect(line.length).toBeLessThanOrEqual(60);
  });
});
