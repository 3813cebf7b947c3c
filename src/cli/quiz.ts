import { writeFileSync } from "node:fs";
import type { Readable } from "node:stream";
import { openProgress } from "../progress/index.ts";
import { loadBank, onTrack, readHistory, toAnki, type Bank, type Card } from "../quiz/index.ts";
import type { Command } from "./commands.ts";
import { UserError } from "./errors.ts";
import type { CommandContext } from "./io.ts";
import { learnerCommand } from "./learner.ts";
import { readQuizOptions, type Mode, type QuizOptions } from "./quiz/options.ts";
import { makeRound, type Play } from "./quiz/rounds.ts";

/** The command over where lines come from and what time it is, so that a test can say both. */
export const quizCommand = (input: () => Readable, now: () => number): Command["run"] =>
  learnerCommand(async (args, context) => {
    const options = readQuizOptions(args);
    const { root, io } = context;
    const bank = narrow(await loadBank(root), options);
    if (options.list) return list(bank.cards, options.json, context);
    if (options.anki !== undefined) return exportToAnki(bank.cards, options.anki, context);
    if (bank.cards.length === 0)
      throw new UserError(
        "There are no questions to ask: `npm run verify` says what is wrong with the course's files.",
      );
    const progress = openProgress(root, () => new Date(now()));
    const play: Play = { bank, progress, options, root, now };
    const byKeys = io.interactive && !options.plain && !options.json;
    const mode = options.mode ?? (byKeys ? await askForMode(play, context) : { kind: "rapid" as const });
    if (mode === "interrupted") return 130;
    if (mode === undefined) return 0;
    const before = readHistory(progress.events);
    const round = await makeRound(mode, play, before);
    if (typeof round === "string") {
      io.print(options.json ? JSON.stringify({ type: "nothing", sentence: round }) : round);
      return 0;
    }
    if (byKeys) return (await import("./quiz/at-keys.ts")).playAtKeys(round, play, before, io);
    return (await import("./quiz/by-lines.ts")).playByLines(round, play, before, io, input());
  });

/** Asks questions: rapid fire, review, a mock interview, a lesson or a topic. */
export const run = quizCommand(
  () => process.stdin,
  () => Date.now(),
);

function narrow(bank: Bank, { track }: QuizOptions): Bank {
  return track === undefined ? bank : { ...bank, cards: onTrack(bank.cards, bank.topics, track) };
}

async function askForMode(play: Play, { io }: CommandContext): Promise<Mode | "interrupted" | undefined> {
  const { atTerminal } = await import("./start/terminal.ts");
  const { chooseMode } = await import("./quiz/menu.ts");
  const person = atTerminal(io);
  try {
    return await chooseMode(person, play, io);
  } finally {
    person.leave();
  }
}

function list(cards: readonly Card[], json: boolean, { io }: CommandContext): number {
  const rows = cards.map(({ id, kind, topic, lesson, difficulty, source }) => ({
    id,
    kind,
    topic,
    lesson,
    difficulty,
    source,
  }));
  if (json) io.print(JSON.stringify(rows, undefined, 2));
  else
    for (const row of rows) io.print(`${row.id}  ${row.kind}, ${row.topic}, ${row.lesson}, ${String(row.difficulty)}`);
  return 0;
}

function exportToAnki(cards: readonly Card[], file: string, { io }: CommandContext): number {
  const text = toAnki(cards);
  if (file === "-") {
    io.print(text.trimEnd());
    return 0;
  }
  try {
    writeFileSync(file, text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(
      `The cards could not be written to ${file} (${reason}). Name a file in a folder that is there.`,
    );
  }
  io.print(`${String(cards.length)} cards are in ${file}. In Anki: File, Import; importing again updates them.`);
  return 0;
}
