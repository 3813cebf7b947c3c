import { mkdirSync, rmSync } from "node:fs";
import { expect, test } from "vitest";
import type { Verdict } from "../../src/judge/index.ts";
import { temporaryFolder } from "../support/course.ts";
import { shown, watching } from "./watching.ts";

const passes = ({ status }: Verdict): boolean => status === "pass";
const fails = ({ status }: Verdict): boolean => status === "fail";

/** The answer with a line of code at the top of `append`. */
function inAppend(solution: string, code: string): string {
  const start = /async append\([^)]*\)[^{]*\{\n/.exec(solution)?.[0];
  if (start === undefined) throw new Error("The solution has no append method to put code into.");
  return solution.replace(start, `${start}${code}\n`);
}

test("what is there already is judged first, and each save after it", async () => {
  const { verdict, save, solution, progress } = watching();
  const first = await verdict(() => true);
  expect(first.rules.every(({ outcome }) => outcome.status === "todo")).toBe(true);
  save(solution);
  await verdict(passes);
  save(inAppend(solution, 'throw new Error("no");'));
  await verdict(fails);
  expect(progress.of("event-store/append")).toMatchObject({ checks: 3, state: "passed" });
});

test("half a write is judged again when its rest arrives, and the last verdict is that of the whole", async () => {
  const { verdict, save, solution, view, handedOver } = watching();
  await verdict(() => true);
  const begun = handedOver();
  save(solution.slice(0, solution.length / 2));
  await begun;
  save(solution);
  await verdict(passes);
  expect(view.frames.map(shown).at(-1)?.status).toBe("pass");
});

test("a file that is deleted is missed, and judged when it is back", async () => {
  const { verdict, save, solution, view, file } = watching();
  await verdict(() => true);
  rmSync(file);
  const gone = await view.frame(({ state }) => state.work.kind === "absent");
  expect(gone.state.work).toMatchObject({
    sentence:
      "answer.ts is gone. Save it again and it is judged at once; or end this (q) and start it again, which makes the file from its stub. What was judged before is kept.",
  });
  save(solution);
  await verdict(passes);
});

test("a folder in the place of the file is named", async () => {
  const { verdict, view, file } = watching();
  await verdict(() => true);
  rmSync(file);
  mkdirSync(file);
  const frame = await view.frame(
    ({ state }) => state.work.kind === "absent" && /is a folder/.test(state.work.sentence),
  );
  expect(frame.state.work).toMatchObject({
    sentence:
      "answer.ts is a folder, and a file must be there. Move the folder away and save your file: it is judged at once.",
  });
});

test("an endless loop is reported with its line, and the save after it is judged", async () => {
  const { verdict, save, solution } = watching();
  await verdict(() => true);
  const hanging = inAppend(solution, "while (true) {}");
  save(hanging);
  const { interruption } = await verdict(({ interruption: found }) => found !== undefined);
  const line = hanging.split("\n").indexOf("while (true) {}") + 1;
  expect(interruption?.failure.place?.line).toBe(line);
  save(solution);
  await verdict(passes);
});

test("a newer save ends a run that hangs, and only the newer one is heard of", async () => {
  const { verdict, save, solution, view, handedOver, progress } = watching();
  await verdict(() => true);
  const begun = handedOver();
  save(inAppend(solution, "while (true) {}"));
  await begun;
  save(solution);
  await verdict(passes);
  expect(view.frames.map(shown).some((each) => each?.interruption !== undefined)).toBe(false);
  expect(progress.of("event-store/append").checks).toBe(2);
});

test("no line that the answer prints is lost or mixed into the verdict", async () => {
  const { verdict, save, solution } = watching();
  await verdict(() => true);
  save(`${solution}\nfor (let i = 0; i < 3000; i += 1) console.log("line " + i);\n`);
  const { output, status } = await verdict(({ output: printed }) => printed !== "");
  expect(status).toBe("pass");
  const once = output.split("\n").slice(0, 3000);
  expect(once).toEqual(Array.from({ length: 3000 }, (_, index) => `line ${String(index)}`));
});

test("two watches on one file both judge it, and both record it", async () => {
  const folder = temporaryFolder();
  const first = watching({}, folder);
  const second = watching({}, folder);
  await Promise.all([first.verdict(() => true), second.verdict(() => true)]);
  first.save(first.solution);
  await Promise.all([first.verdict(passes), second.verdict(passes)]);
  first.progress.refresh();
  expect(first.progress.of("event-store/append")).toMatchObject({ checks: 4, state: "passed" });
});

test("keys show texts, and a save takes them away", async () => {
  const { session, view, verdict, save, solution } = watching();
  await verdict(() => true);
  session.dispatch({ type: "key", key: "h" });
  const hint = await view.frame(({ state }) => state.panel.kind === "text");
  expect(hint.state.panel).toEqual({ kind: "text", what: "hint", text: "the hint" });
  save(solution);
  await verdict(passes);
  expect(view.frames.at(-1)?.state.panel).toEqual({ kind: "none" });
});

test("a text that cannot be had leaves a note", async () => {
  const { session, view, verdict } = watching({ text: () => Promise.reject(new Error("Not before a pass.")) });
  await verdict(() => true);
  session.dispatch({ type: "key", key: "s" });
  const frame = await view.frame(({ state }) => state.note !== "");
  expect(frame.state.note).toBe("Not before a pass.");
});

test("nothing is drawn while the guide has the screen, and everything is drawn again after it", async () => {
  let close: (code: number) => void = () => undefined;
  const { session, view, verdict, save, solution, progress } = watching({
    readGuide: () => new Promise((resolve) => (close = resolve)),
  });
  await verdict(() => true);
  session.dispatch({ type: "key", key: "g" });
  const before = view.frames.length;
  save(solution);
  // The verdict is recorded although nobody sees it.
  while (progress.of("event-store/append").state !== "passed") await new Promise((resolve) => setTimeout(resolve, 5));
  expect(view.frames.length).toBe(before);
  close(0);
  expect((await verdict(passes)).status).toBe("pass");
});

test("a text that is longer than the window is shown page by page", async () => {
  const paged: string[] = [];
  const { session, view, verdict } = watching({
    fits: () => false,
    page: (what, text) => Promise.resolve(paged.push(`${what}: ${text}`)).then(() => 0),
  });
  await verdict(() => true);
  session.dispatch({ type: "key", key: "s" });
  const from = view.frames.length;
  await view.frame(() => true, from);
  expect(paged).toEqual(["solution: the solution"]);
});

test("Ctrl-C in the guide quits the watch", async () => {
  const { session, verdict } = watching({ readGuide: () => Promise.resolve(130) });
  await verdict(() => true);
  session.dispatch({ type: "key", key: "g" });
  expect(await session.ended).toBe(130);
});

test("quitting ends the watch with its code, and a save after it is not judged", async () => {
  const { session, verdict, save, solution, view } = watching();
  await verdict(() => true);
  session.dispatch({ type: "key", key: "ctrl-c" });
  expect(await session.ended).toBe(130);
  const frames = view.frames.length;
  save(solution);
  session.dispatch({ type: "saved" });
  expect(view.frames.length).toBe(frames);
});

test("an attempt that cannot be recorded is shown all the same, with the reason", async () => {
  const folder = temporaryFolder();
  const { verdict, view, save, solution, progress } = watching({}, folder);
  await verdict(() => true);
  progress.record = () => {
    throw new Error("The log is read-only: give yourself write access to .eventlings.");
  };
  save(solution);
  await verdict(passes);
  const frame = await view.frame(({ state }) => state.note !== "");
  expect(frame.state.note).toBe("The log is read-only: give yourself write access to .eventlings.");
});
