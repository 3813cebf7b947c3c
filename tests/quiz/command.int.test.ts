import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import { quizCommand } from "../../src/cli/quiz.ts";
import { readCheatSheet } from "../../src/cli/read/cheatsheet.ts";
import { run as stats } from "../../src/cli/stats.ts";
import { openProgress } from "../../src/progress/index.ts";
import { temporaryFolder, write } from "../support/course.ts";
import { fakeIo, type FakeIo } from "../support/fake-io.ts";
import { quizCourse } from "./course.ts";
import { DAY, NOON } from "./log.ts";

/** Runs `quiz`, with lines to answer with. */
async function quiz(root: string, args: readonly string[], lines: readonly string[] = [], now = NOON): Promise<FakeIo> {
  const io = fakeIo({ columns: 60 });
  const run = quizCommand(
    () => Readable.from([lines.map((line) => `${line}\n`).join("")]),
    () => now,
  );
  expect(await run(args, { root, io })).toBe(0);
  return io;
}

const refused = async (root: string, ...args: readonly string[]): Promise<string> => {
  try {
    await quiz(root, args);
    return "it was not refused";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

/** What the log says, one word or two for each event. */
const logged = (root: string): readonly string[] =>
  openProgress(root).events.map(({ type, data }) => ("result" in data ? `${data.question} ${data.result}` : type));

const said = (io: FakeIo): readonly Record<string, unknown>[] =>
  io
    .out()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe("a round without a terminal", () => {
  test("asks, takes a line for each answer, and sums up", async () => {
    const root = quizCourse();
    const io = await quiz(root, ["--topic", "delivery", "--plain", "--seed", "1"], ["?", "1"]);
    expect(io.out()).toMatchSnapshot();
    expect(io.err()).toBe("");
    for (const line of io.out().split("\n")) expect(line.length).toBeLessThanOrEqual(60);
    expect(logged(root)).toEqual([
      "outbox-what-it-promises wrong",
      expect.stringMatching(/^inbox-check-then-act (right|wrong)$/),
      "QuizFinished",
    ]);
  });

  test("says what an answer looks like where a line is none, and asks on", async () => {
    const root = quizCourse();
    const io = await quiz(root, ["--topic", "privacy"], ["", "crypto shredding"]);
    expect(io.err()).toBe("Answer with a few words; ? if you do not know, q to leave.");
    expect(logged(root)).toEqual(["privacy-erase-by-key right", "QuizFinished"]);
  });

  test("takes an answer back with u, leaves with q, and keeps what was answered", async () => {
    const root = quizCourse();
    await quiz(root, ["--topic", "delivery", "--seed", "1"], ["u", "?", "u", "1 2", "q", "never read"]);
    const [first, withdrawal, second, end, ...rest] = openProgress(root).events;
    expect([first?.type, withdrawal?.type, second?.type, end?.type]).toEqual([
      "QuestionAnswered",
      "AnswerWithdrawn",
      "QuestionAnswered",
      "QuizFinished",
    ]);
    expect(withdrawal?.data).toMatchObject({ answer: first?.id });
    expect(end?.data).toMatchObject({ mode: "topic", asked: 1 });
    expect(rest).toEqual([]);
  });

  test("shows a flash card's answer on an empty line, before it is graded", async () => {
    const io = await quiz(quizCourse(), ["--topic", "architecture"], ["", "3"]);
    expect(io.out()).toMatch(/Services tell each other[\s\S]*Noted: good\./);
  });

  test("ends with what was answered where the input ends", async () => {
    expect((await quiz(quizCourse(), ["--rapid"], [])).out()).toContain("Nothing was answered.");
    expect((await quiz(quizCourse(), ["--rapid"], ["?"])).out()).toMatch(/0 of 1 right\.\nScore: 0 of 100\./);
  });

  test("speaks JSON to a machine", async () => {
    const io = await quiz(quizCourse(), ["--topic", "privacy", "--json"], ["", "cryptographic erasure"]);
    expect(said(io)).toEqual([
      expect.objectContaining({ type: "question", number: 1, of: 1, id: "privacy-erase-by-key", kind: "typed" }),
      { type: "unclear", sentence: expect.any(String) },
      expect.objectContaining({
        type: "result",
        result: "right",
        right: ["crypto-shredding", "cryptographic erasure"],
      }),
      expect.objectContaining({ type: "summary", asked: 1, right: 1, missed: [] }),
    ]);
  });

  test("asks the same in the same order for a seed", async () => {
    const root = quizCourse();
    const ids = async (...args: readonly string[]) =>
      said(
        await quiz(
          root,
          [...args, "--json"],
          Array.from({ length: 7 }, () => "?"),
        ),
      ).flatMap(({ type, id }) => (type === "question" ? [id] : []));
    expect(await ids("--interview", "--seed", "3")).toHaveLength(7);
    expect(await ids("--interview", "--seed", "3")).toEqual(await ids("--interview", "--seed", "3"));
    expect(await ids("inbox")).toHaveLength(7);
    expect(await ids("--rapid", "--count", "2")).toHaveLength(2);
  });

  test("narrows every mode to a track", async () => {
    const root = quizCourse();
    write(
      root,
      "lessons/topics.yaml",
      readFileSync(join(root, "lessons", "topics.yaml"), "utf8")
        .replaceAll(/track: interview/g, "track: deep")
        .replace(/(id: sagas.*)track: deep/, "$1track: interview"),
    );
    expect((await quiz(root, ["--list", "--track", "interview"])).out()).toMatch(
      /^process-managers-undo-in-order {2}\S.*$/,
    );
    const io = await quiz(root, ["--rapid", "--track", "interview", "--json"], ["?"]);
    expect(said(io).map(({ type }) => type)).toEqual(["question", "result", "summary"]);
  });
});

describe("a review", () => {
  const answers = ["?", "?", "?", "?", "?", "?", "?"];

  test("brings a question back on another day, not on the same one", async () => {
    const root = quizCourse();
    const first = await quiz(root, ["--review"], answers);
    expect(first.out()).toContain("0 of 7 right.");
    expect(first.out()).toMatch(/Next due: 7 (tomorrow|in \d+ days)/);
    expect((await quiz(root, ["--review"])).out()).toMatch(/^Nothing to review now\. Next due: 7/);
    expect((await quiz(root, ["--review", "--json"], answers, NOON + 5 * DAY)).out()).toContain('"asked":7');
  });

  test("keeps to a cap a day", async () => {
    const root = quizCourse();
    await quiz(root, ["--review", "--cap", "3"], answers);
    expect(logged(root)).toHaveLength(4);
    expect((await quiz(root, ["--review", "--cap", "3"])).out()).toMatch(/^Nothing to review now/);
    expect((await quiz(root, ["--review", "--cap", "5", "--json"], answers)).out()).toContain('"asked":2');
  });

  test("asks what a broken rule is about", async () => {
    const root = quizCourse();
    const data = { exercise: "process-managers/compensate", attempt: "0".repeat(64), status: "fail" as const };
    openProgress(root, () => new Date(NOON - 1000)).record({
      type: "AttemptChecked",
      data: { ...data, passed: [], failed: ["reverse-order"], todo: [] },
    });
    const [question] = said(await quiz(root, ["--review", "--json"]));
    expect(question).toMatchObject({ id: "process-managers-undo-in-order", of: 7 });
  });
});

describe("the bank from outside", () => {
  test("is listed for a machine", async () => {
    const rows = JSON.parse((await quiz(quizCourse(), ["--list", "--json"])).out()) as unknown[];
    expect(rows).toHaveLength(7);
    expect(rows[0]).toEqual({
      id: "event-store-lost-acknowledgement",
      kind: "single",
      topic: "event-sourcing",
      lesson: "inbox",
      difficulty: 2,
      source: ["snippet.event-store", "takeaway.idempotency"],
    });
  });

  test("goes to Anki as a file with the questions' ids as the notes'", async () => {
    const file = join(temporaryFolder(), "cards.txt");
    const io = await quiz(quizCourse(), ["--anki", file]);
    expect(io.out()).toContain(`7 cards are in ${file}`);
    const text = readFileSync(file, "utf8");
    expect((await quiz(quizCourse(), ["--anki", "-"])).out()).toBe(text.trimEnd());
    const lines = text.trimEnd().split("\n");
    expect(lines.slice(0, 7)).toEqual([
      "#separator:tab",
      "#html:true",
      "#notetype:Basic",
      "#deck:Eventlings",
      "#columns:GUID\tFront\tBack\tTags",
      "#guid column:1",
      "#tags column:4",
    ]);
    // One note a line, four fields in it, each quoted.
    expect(lines.slice(7)).toHaveLength(7);
    for (const line of lines.slice(7)) expect(line.split("\t")).toEqual(Array(4).fill(expect.stringMatching(/^".*"$/)));
    expect(text).toContain('"inbox-check-then-act"\t"<p>This consumer');
    expect(text).toContain("if (await seen.has(message.id)) return;<br>");
  });

  test("makes the cheat sheet", async () => {
    const root = quizCourse();
    const io = fakeIo({ columns: 60 });
    expect(await readCheatSheet({ root, io })).toBe(0);
    expect(io.out()).toBe(
      "In a sentence\nServices publish facts; others react in their own time. The\npublisher does not know them.",
    );
    const bare = temporaryFolder();
    await expect(readCheatSheet({ root: bare, io })).rejects.toThrow("none of them says yet what goes on it");
  });

  test("is summed up by stats, before and after the first answers", async () => {
    const root = quizCourse();
    const shown = async (...args: readonly string[]) => {
      const io = fakeIo({ columns: 60 });
      expect(await stats(args, { root, io })).toBe(0);
      return io.out();
    };
    expect(await shown()).toContain("None answered yet");
    await quiz(root, ["--topic", "privacy"], ["crypto-shredding"], Date.now());
    await quiz(root, ["--topic", "sagas"], ["?"], Date.now());
    const text = await shown();
    expect(text).toMatch(/Privacy and tenancy\s+█+ 100 %\s+1 of 1 asked/);
    expect(text).toMatch(/Sagas and choreography\s+░+\s+0 %\s+1 of 1 asked/);
    for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(60);
    expect(JSON.parse(await shown("--json"))).toMatchObject({ answers: 2, practised: 1, inARow: 1, gone: 0 });
  });
});

describe("what cannot be asked", () => {
  test.each([
    [
      ["--rapid", "--review"],
      "A round is one of --rapid, --review, --interview, --topic or a lesson: leave out all but one.",
    ],
    [["--topic", "sagaz"], /^There is no topic "sagaz". Did you mean sagas\? The topics are architecture, /],
    [["--count", "0"], '--count must be a whole number from 1 to 60, and it is "0".'],
    [["--count", "ten"], '--count must be a whole number from 1 to 60, and it is "ten".'],
    [["--track", "easy"], '--track must be interview, core or deep, and it is "easy".'],
    [["nowhere"], /^There is no lesson "nowhere"\. Did you mean inbox/],
    [["--anki", join("no", "such", "folder", "a.txt")], /^The cards could not be written to /],
  ])("%j is refused with a sentence", async (args, sentence) => {
    expect(await refused(quizCourse(), ...args)).toMatch(sentence);
  });

  test("an empty bank is said to be empty", async () => {
    expect(await refused(temporaryFolder(), "--rapid")).toMatch(/^There are no questions to ask/);
  });

  test("a bank with a bad question asks the others", async () => {
    const root = quizCourse();
    write(root, "lessons/16-outbox/quiz.md", "## broken\n- kind: none\n");
    expect((await quiz(root, ["--list"])).out().split("\n")).toHaveLength(7);
  });
});
