import { describe, expect, test } from "vitest";
import {
  onTrack,
  planInterview,
  planRapid,
  planTopic,
  readHistory,
  report,
  toQuestion,
  type Card,
  type Outcome,
  type Round,
  type Topic,
} from "../../src/quiz/index.ts";
import { example, flash } from "./cards.ts";
import { answered, DAY, NOON } from "./log.ts";

const topics: readonly Topic[] = [
  { id: "brokers", title: "Brokers", weight: 3, track: "interview" },
  { id: "sagas", title: "Sagas", weight: 1, track: "core" },
  { id: "crdts", title: "CRDTs", weight: 0, track: "deep" },
];

const cards: readonly Card[] = topics.flatMap(({ id: topic }) =>
  Array.from({ length: 12 }, (_, index) =>
    index % 2 === 0
      ? { ...example("single"), id: `${topic}-${String(index)}`, topic, difficulty: 3 as const }
      : flash(`${topic}-${String(index)}`, {
          topic,
          difficulty: 1,
          senior: index % 4 === 1 ? [{ kind: "text", text: "So." }] : [],
        }),
  ),
);

const ids = ({ questions }: Round): readonly string[] => questions.map(({ card }) => card.id);

describe("a track", () => {
  test("includes those that are narrower", () => {
    const names = (track: "interview" | "core" | "deep") => [
      ...new Set(onTrack(cards, topics, track).map(({ topic }) => topic)),
    ];
    expect(names("interview")).toEqual(["brokers"]);
    expect(names("core")).toEqual(["brokers", "sagas"]);
    expect(names("deep")).toEqual(["brokers", "sagas", "crdts"]);
  });
});

describe("rapid fire", () => {
  const rapid = (seed: number, count = 10, events: Parameters<typeof readHistory>[0] = []) =>
    planRapid(cards, readHistory(events), { count, seed, now: NOON, clock: "by-question" });

  test("asks as many as are wanted, none twice, and the same for a seed", () => {
    expect(new Set(ids(rapid(1))).size).toBe(10);
    expect(ids(rapid(1))).toEqual(ids(rapid(1)));
    expect(ids(rapid(1))).not.toEqual(ids(rapid(2)));
    expect(ids(rapid(1, 60))).toHaveLength(cards.length);
  });

  test("leaves what was answered well today for last", () => {
    const [first = ""] = ids(rapid(1));
    expect(ids(rapid(1, 10, [answered(first, NOON - 1000)]))).not.toContain(first);
    expect(ids(rapid(1, 10, [answered(first, NOON - 1000, "again")]))[0]).toBe(first);
    expect(ids(rapid(1, 10, [answered(first, NOON - 2 * DAY)]))[0]).toBe(first);
  });
});

describe("a mock interview", () => {
  test("spreads over topics by their weight, the easy ones first, spoken answers before others", () => {
    const { questions } = planInterview(cards, topics, { seed: 4, count: 8 });
    const byTopic = (wanted: string) => questions.filter(({ card }) => card.topic === wanted);
    expect([byTopic("brokers").length, byTopic("sagas").length, byTopic("crdts").length]).toEqual([6, 2, 0]);
    expect(questions.map(({ card }) => card.difficulty)).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
    expect(byTopic("sagas").every(({ card }) => card.kind === "flash" && card.senior.length > 0)).toBe(true);
  });

  test("asks all there is where the bank is small", () => {
    expect(planInterview(cards.slice(0, 5), topics, { seed: 1 }).questions).toHaveLength(5);
    expect(planInterview([], topics, { seed: 1 }).questions).toEqual([]);
  });

  test("knows its follow-ups, and none that are gone", () => {
    const first = flash("first", { topic: "brokers", followUps: ["second", "gone"] });
    const { followUps } = planInterview([first, flash("second", { topic: "crdts" })], topics, { seed: 1 });
    expect(followUps.get("first")?.map(({ card }) => card.id)).toEqual(["second"]);
  });
});

test("a topic's questions come the easy ones first", () => {
  const difficulties = planTopic(cards.slice(0, 12), 3).questions.map(({ card }) => card.difficulty);
  expect(difficulties).toEqual(difficulties.toSorted((a, b) => a - b));
});

test("a report says which topics are strong, what to read and what to train", () => {
  const outcome = (card: Card, result: "right" | "near" | "wrong"): Outcome => ({
    question: toQuestion(card, 1),
    response: { kind: "passed" },
    graded: { result, grade: "good" },
    took: 0,
  });
  const relay = { drills: ["outbox/relay#in-order", "outbox/relay"], lesson: "outbox" };
  const { topics: strengths, ...rest } = report(
    [
      outcome(flash("a", { topic: "sagas", ...relay }), "wrong"),
      outcome(flash("b", { topic: "sagas", drills: ["inbox/with-inbox"], lesson: "inbox" }), "near"),
      outcome(flash("c", { topic: "sagas", ...relay }), "wrong"),
      outcome(flash("d", { topic: "brokers" }), "right"),
    ],
    topics,
  );
  expect(strengths).toEqual([
    { topic: "brokers", title: "Brokers", asked: 1, strength: 1 },
    { topic: "sagas", title: "Sagas", asked: 3, strength: 0.5 / 3 },
  ]);
  expect({ ...rest, missed: rest.missed.map(({ id }) => id) }).toEqual({
    missed: ["a", "b", "c"],
    read: ["outbox", "inbox"],
    drill: ["outbox/relay", "inbox/with-inbox"],
  });
});
