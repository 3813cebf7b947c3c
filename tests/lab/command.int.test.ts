import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { allExercises, loadCatalogue, type Catalogue } from "../../src/catalogue/index.ts";
import { run } from "../../src/cli/lab.ts";
import { chooseLabPart } from "../../src/cli/lab/part.ts";
import { openProgress } from "../../src/cli/lab/progress-line.ts";
import { LAB_PARTS } from "../../src/judge/index.ts";
import { hashOf, type Summary } from "../../src/progress/index.ts";
import { summarise } from "../../src/progress/summary.ts";
import { temporaryFolder } from "../support/course.ts";
import { fakeIo, type FakeIo } from "../support/fake-io.ts";

const root = join(import.meta.dirname, "..", "..");
const SOLUTION = join(root, "solutions", "22-flow-control", "1-bounded-consumer.ts");
const MISTAKES = join(root, "harness", "mistakes", "22-flow-control", "1-bounded-consumer");
/** A file is named, so that nothing depends on what whoever runs the tests has passed. */
const SMALL = ["backpressure", "--rate", "100", "--minutes", "1", "--workers", "2", "--file", SOLUTION];

let io: FakeIo;
let folder: string;
beforeEach(() => {
  io = fakeIo();
  folder = temporaryFolder();
});

const lab = (...args: readonly string[]): Promise<number> => run(args, { root, io });

/** What it prints as JSON. */
async function figures(...args: readonly string[]): Promise<string> {
  const own = fakeIo();
  expect(await run([...SMALL, "--json", ...args], { root, io: own })).toBe(0);
  return own.out();
}

const saved = (code: string): string => {
  const file = join(folder, "part.ts");
  writeFileSync(file, code);
  return file;
};

describe("npm run lab", () => {
  test("lists the labs", async () => {
    expect(await lab()).toBe(0);
    expect(io.out()).toMatch(
      /^backpressure\n {2}a service under more traffic[\s\S]*npm run lab backpressure -- --traffic/,
    );
  });

  test("draws what happens, with the numbers and what there is to see", async () => {
    expect(await lab(...SMALL)).toBe(0);
    const out = io.out();
    expect(out.split("\n")[0]).toMatch(/^1 minute of traffic \(burst\), 100 requests a second, seed 1\./);
    for (const title of ["Queue depth", "Latency", "Goodput", "Rejected", "Memory (modelled"])
      expect(out).toMatch(new RegExp(`^${title.replace("(", "\\(")}`, "m"));
    expect(out).toContain("Protected by this file as flow-control/bounded-consumer.");
    expect(out).toMatch(/^answered in time +\d/m);
    expect(out).toMatch(/When it was over \(0:18\), the version of this file was back at once/);
    expect(out).not.toContain("\u001b");
    expect(out).not.toContain("simulating");
    for (const line of out.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  });

  test("gives the same figures for the same seed, byte by byte, and others for another", async () => {
    const one = await figures("--seed", "3");
    expect(await figures("--seed", "3")).toBe(one);
    const other = await figures("--seed", "4");
    expect(JSON.parse(other)).toMatchObject({ lab: "backpressure", settings: { seed: 4 }, whose: "file" });
    const rows = (text: string): unknown => (JSON.parse(text) as { rows: unknown }).rows;
    expect(rows(other)).not.toEqual(rows(one));
    expect(one).not.toContain(root);
  });

  test("shows a queue without a bound for what it is", async () => {
    expect(await lab(...SMALL, "--file", join(MISTAKES, "no-bound.ts"))).toBe(0);
    expect(io.out()).toMatch(/neither version came back|the version of this file never came back/);
  });
});

describe("the drawing", () => {
  test("is written where it was asked for, is well-formed, and the same for the same seed", async () => {
    const [one, again] = [join(folder, "one.svg"), join(folder, "again.svg")];
    expect(await lab(...SMALL, "--svg", one)).toBe(0);
    expect(io.err()).toBe(`The charts are drawn in ${one}.`);
    expect(await lab(...SMALL, "--svg", again)).toBe(0);
    const svg = readFileSync(one, "utf8");
    expect(readFileSync(again, "utf8")).toBe(svg);
    expect(svg).toMatch(/^<svg [^>]*>\n<!-- eventlings lab -->\n[\s\S]*<\/svg>\n$/);
    expect(svg).toContain("seed 1");
    expect(svg).not.toMatch(/NaN|undefined/);
    expect(svg.match(/<(?![!/])\w+/g)?.length).toBe((svg.match(/<\/\w+|\/>/g) ?? []).length);
    expect(svg.match(/class="title"/g)?.length).toBe(5);
  });

  test("takes the place of an earlier one, and of nothing else", async () => {
    const file = join(folder, "lab.svg");
    writeFileSync(file, "<svg>mine</svg>");
    await expect(lab(...SMALL, "--svg", file)).rejects.toThrow(
      `${file} is there already, and is no drawing of the lab: move it away, or give --svg another name.`,
    );
    expect(readFileSync(file, "utf8")).toBe("<svg>mine</svg>");
    // It is refused before anybody waits for it.
    expect(io.out()).toBe("");
    writeFileSync(file, "<svg>\n<!-- eventlings lab -->\n</svg>");
    expect(await lab(...SMALL, "--svg", file)).toBe(0);
    expect(readFileSync(file, "utf8")).toContain("Queue depth");
  });

  test("that cannot be written is told in a sentence", async () => {
    mkdirSync(join(folder, "a-folder"));
    await expect(lab(...SMALL, "--svg", join(folder, "a-folder"))).rejects.toThrow(
      /^The drawing could not be written to .*: .* Give a path in a folder that is there\.$/,
    );
    await expect(lab(...SMALL, "--svg", join(folder, "nowhere", "lab.svg"))).rejects.toThrow(
      /^The drawing could not be written to .*: ENOENT/,
    );
    expect(existsSync(join(folder, "nowhere"))).toBe(false);
  });
});

describe("what is wrong with the arguments is said in one sentence", () => {
  test.for([
    [["backpresure"], 'There is no lab "backpresure". Did you mean backpressure? `npm run lab` lists them.'],
    [["else"], 'There is no lab "else". `npm run lab` lists them.'],
    [["backpressure", "more"], '`lab` has no use for "more"; leave it out, or `npm run help lab` says what it takes.'],
    [["--rates", "5"], /^`lab` has no option --rates\. It takes --traffic, --strategy, --rate, /],
    [["--rate"], "--rate needs a value behind it: `npm run help lab` says what it takes."],
    [["--rate", "many"], '--rate must be a whole number from 10 to 10000, and it is "many".'],
    [["--rate", "9"], '--rate must be a whole number from 10 to 10000, and it is "9".'],
    [["--peak", "21"], '--peak must be a whole number from 1 to 20, and it is "21".'],
    [["--minutes", "0"], '--minutes must be a whole number from 1 to 60, and it is "0".'],
    [["--workers", "1.5"], '--workers must be a whole number from 1 to 1000, and it is "1.5".'],
    [["--work", ""], '--work must be a whole number from 1 to 500, and it is "".'],
    [["--queue", "-1"], /^--queue /],
    [["--queue", "100001"], '--queue must be a whole number from 0 to 100000, and it is "100001".'],
    [["--timeout", "9"], '--timeout must be a whole number from 10 to 10000, and it is "9".'],
    [["--retries", "8"], '--retries must be a whole number from 0 to 7, and it is "8".'],
    [["--slow", "0"], '--slow must be a whole number from 1 to 10000, and it is "0".'],
    [["--seed", "x"], '--seed must be a whole number from 0 to 2147483647, and it is "x".'],
    [["--traffic", "calm"], '--traffic must be burst, steady, ramp, slow-dependency or retry-storm, and it is "calm".'],
    [["--strategy", "hope"], /^--strategy must be bounded-consumer, .* or retry-budget, and it is "hope"\.$/],
    [
      ["--strategy", "breaker"],
      "A breaker guards the calls of another service, and that one is in trouble only with --traffic slow-dependency: add it, or choose another --strategy.",
    ],
    [
      ["--strategy", "retry-budget", "--retries", "0"],
      "A retry budget has nothing to do with --retries 0: leave that out, or give at least 1.",
    ],
    [
      ["--minutes", "60"],
      "That would be about 4,320,000 requests and up to 4,320,000 attempts, and the lab simulates 1,500,000 requests or 3,000,000 attempts at most: lower --rate, --minutes, --peak or --retries.",
    ],
    [["--retries", "7"], /up to 5,760,000 attempts, and the lab simulates/],
    [["backpressure", "--file", "no-such.ts"], /^There is no file "no-such\.ts" to judge/],
  ] as const)("%j", async ([args, sentence]) => {
    await expect(lab(...args)).rejects.toThrow(sentence);
    await expect(lab(...args)).rejects.toHaveProperty("exitCode", 2);
  });
});

describe("a part that is wrong", () => {
  const CREATES = "export const createBoundedConsumer = ({ process }) =>";
  test.for([
    [
      "that hangs",
      `${CREATES} ({ async onMessage() { for (;;) {} } });`,
      /a loop that never gives up the thread[\s\S]*part\.ts:1\)/,
    ],
    [
      "that throws",
      `${CREATES} ({ async onMessage() { throw new TypeError("no"); } });`,
      /^Your code threw TypeError: no\. /m,
    ],
    ["that is nothing", `${CREATES} undefined;`, /could not use what your code gave back: TypeError/],
    [
      "that is done before the work is",
      `${CREATES} ({ async onMessage(message) { void process(message); } });`,
      /^Your bounded consumer said that a request was done whose work had not come to\nits end\.$/m,
    ],
    [
      "that fills the memory",
      `const kept = []; ${CREATES} ({ async onMessage(message) { for (;;) { kept.push(new Array(20_000).fill(7)); await 0; } } });`,
      /memory/,
    ],
    [
      "that asks the real clock",
      `${CREATES} ({ async onMessage(message) { Date.now(); await process(message); } });`,
      /^Your code called Date\.now\(\), which goes round the ports: [\s\S]*\(.*part\.ts:1\)$/m,
    ],
    [
      "that starts a timer of its own, in its third line",
      `${CREATES} ({\n async onMessage(message) {\n await process(message); setTimeout(() => undefined, 1); } });`,
      /^Your code called setTimeout, which goes round the ports: [\s\S]*\(.*part\.ts:3\)$/m,
    ],
    ["that ends the process", `${CREATES} { globalThis.process.exit(0); };`, /Your code called process\.exit\(0\)/],
    [
      "that prints without end",
      `${CREATES} ({ async onMessage(message) { console.log("x".repeat(9_999)); await process(message); } });`,
      /Your code printed more than 2 MB and was ended\./,
    ],
  ] as const)("%s: the judge says so, and nothing is drawn", async ([, code, sentence]) => {
    expect(await lab(...SMALL, "--file", saved(code), "--svg", join(folder, "lab.svg"))).toBe(1);
    expect(io.out()).toMatch(sentence);
    expect(io.out()).not.toContain("Queue depth");
    expect(existsSync(join(folder, "lab.svg"))).toBe(false);
  });

  test.for([
    ["that does not compile", `${CREATES} {{`, /^Your file is not valid TypeScript yet: .* \(.*part\.ts:1\)$/],
    ["that exports nothing of use", "export const x = 1;", /^Your file does not export createBoundedConsumer\./],
    [
      "that is not written yet",
      'import { NotImplemented } from "eventlings"; export function createBoundedConsumer() { throw new NotImplemented("createBoundedConsumer"); }',
      /^createBoundedConsumer is not written yet\.$/,
    ],
    [
      "of which a half is not written yet",
      'import { NotImplemented } from "eventlings"; export const createBoundedConsumer = () => ({ async onMessage() { throw new NotImplemented("onMessage"); } });',
      /^onMessage is not written yet\.$/,
    ],
  ] as const)("%s is told in a sentence", async ([, code, sentence]) => {
    await expect(lab(...SMALL, "--file", saved(code))).rejects.toThrow(sentence);
  });
});

describe("whose part it is", () => {
  const ID = "flow-control/bounded-consumer";
  let catalogue: Catalogue;
  beforeEach(async () => {
    const file = saved("export const mine = 1;");
    const course = await loadCatalogue(root);
    catalogue = {
      ...course,
      lessons: course.lessons.map((lesson) => ({
        ...lesson,
        exercises: lesson.exercises.map((exercise) =>
          exercise.id === ID ? { ...exercise, files: { ...exercise.files, workspace: file } } : exercise,
        ),
      })),
    };
  });

  const passed = (content: string): Summary => {
    const attempt = hashOf(Buffer.from(content));
    const about = { v: 1, at: "2026-01-15T09:00:00.000Z" } as const;
    return summarise([
      {
        ...about,
        id: "1",
        type: "AttemptChecked",
        data: { exercise: ID, attempt, status: "pass", passed: [], failed: [], todo: [] },
      },
      { ...about, id: "2", type: "ExercisePassed", data: { exercise: ID, attempt } },
    ]);
  };

  test("the reference's until it has passed, then the learner's own, also where it has changed since", () => {
    const choose = (summary: Summary): string => chooseLabPart(catalogue, summary, "bounded-consumer", undefined).whose;
    expect(choose(summarise([]))).toBe("reference");
    expect(choose(passed("export const mine = 1;"))).toBe("yours");
    expect(choose(passed("export const mine = 0;"))).toBe("changed");
    expect(chooseLabPart(catalogue, summarise([]), "bounded-consumer", SOLUTION)).toMatchObject({
      whose: "file",
      file: SOLUTION,
    });
  });

  test("every part is an exercise of the course, and exports what the lab calls", async () => {
    const exercises = allExercises(await loadCatalogue(root));
    for (const { exercise: id, creates, strategy } of LAB_PARTS) {
      const exercise = exercises.find((each) => each.id === id);
      expect(exercise?.exports[creates]).toBe("function");
      expect(id.endsWith(`/${strategy}`)).toBe(true);
    }
  });
});

describe("the line that says how far it is", () => {
  test("is drawn over itself, only when it changes, and taken away", () => {
    let written = "";
    const line = openProgress({ interactive: true }, false, (text) => (written += text));
    line.show(0);
    line.show(0.421);
    line.show(0.425);
    line.clear();
    line.clear();
    expect(written).toBe("\rsimulating … 0 %\u001b[K\rsimulating … 42 %\u001b[K\r\u001b[K");
  });

  test("says nothing where nobody watches, or the output is for a program", () => {
    let written = "";
    for (const [interactive, quiet] of [
      [false, false],
      [true, true],
    ] as const) {
      const line = openProgress({ interactive }, quiet, (text) => (written += text));
      line.show(0.5);
      line.clear();
    }
    expect(written).toBe("");
  });
});
