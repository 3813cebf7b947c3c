import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { findExercise, loadCatalogue } from "../../src/catalogue/index.ts";
import { run } from "../../src/cli/verify.ts";
import { write } from "../support/course.ts";
import { fakeIo } from "../support/fake-io.ts";
import { change, FILES, findings, soundCourse, update } from "./sound-course.ts";

interface Breakage {
  readonly name: string;
  readonly break: (root: string) => void;
  /** Every finding that must come, and no other may. */
  readonly says: readonly RegExp[];
  /** Others may follow: the type checker repeats itself, or other seeds find the same. */
  readonly andMore?: true;
}

const mistakes = "harness/mistakes/01-sums/1-add";

const breakages: readonly Breakage[] = [
  {
    name: "a stub that keeps its promises",
    break: (root) =>
      change(
        root,
        FILES.stub,
        'throw new NotImplemented("add");',
        "return NotImplemented.length * 0 + _left + _right;",
      ),
    says: [
      /^sums\/add \[adds\] lessons\/01-sums\/1-add\.ts: the untouched stub keeps this rule/,
      /\[order-does-not-matter\].*the untouched stub keeps this rule/,
    ],
  },
  {
    name: "a stub that fails for another reason",
    break: (root) =>
      change(root, FILES.stub, 'throw new NotImplemented("add");', "throw new RangeError(NotImplemented.name);"),
    says: [
      /\[adds\] lessons\/01-sums\/1-add\.ts: the untouched stub should fail with NotImplemented, and fails otherwise: .*RangeError/,
      /\[order-does-not-matter\].*fails otherwise/,
    ],
  },
  {
    name: "a stub that does not compile",
    break: (root) => change(root, FILES.stub, "export function add(", "export function add((("),
    says: [/^sums\/add lessons\/01-sums\/1-add\.ts: Your file is not valid TypeScript yet/, /1-add\.ts:3: TS\d+/],
    andMore: true,
  },
  {
    name: "a stub without a TODO",
    break: (root) => change(root, FILES.stub, "// TODO: the sum.", "// The sum."),
    says: [/^sums\/add lessons\/01-sums\/1-add\.ts: has 0 TODOs; a stub has one to three\./],
  },
  {
    name: "a stub that is too long",
    break: (root) =>
      change(root, FILES.stub, "// TODO: the sum.", `// TODO: the sum.\n${"  // and so on\n".repeat(60)}`),
    says: [/has 67 lines; a stub has at most 60\./],
  },
  {
    name: "a stub with a type error",
    break: (root) => change(root, FILES.stub, "// TODO: the sum.", 'const text: number = "five"; // TODO: the sum.'),
    says: [/^sums\/add lessons\/01-sums\/1-add\.ts:4: TS2322: Type 'string' is not assignable to type 'number'\./],
  },
  {
    name: "an answer that uses Node, where the exercise does not say that it may",
    break: (root) => change(root, FILES.solution, "return left + right;", "return left + right + 0 * process.pid;"),
    says: [/^sums\/add solutions\/01-sums\/1-add\.ts:\d+: TS\d+: Cannot find name 'process'/],
    andMore: true,
  },
  {
    name: "a solution that exports something else than the stub",
    break: (root) =>
      change(root, FILES.solution, "export function add(", "export const extra = 1;\nexport function add("),
    says: [
      /^sums\/add solutions\/01-sums\/1-add\.ts: stub and solution do not agree in what they export: TS2741.*'extra'/,
    ],
  },
  {
    name: "an alternative whose function takes other things",
    break: (root) =>
      change(
        root,
        FILES.alternative,
        "add(left: number, right: number)",
        "add(left: number, right: number, _third: boolean)",
      ),
    says: [
      /^sums\/add harness\/alternatives\/01-sums\/1-add\/reduce\.ts: this alternative does not export what the stub does: TS2322/,
    ],
  },
  {
    name: "a solution that is rejected",
    break: (root) => change(root, FILES.solution, "return left + right;", "return left * right;"),
    says: [
      /^sums\/add \[adds\] solutions\/01-sums\/1-add\.ts: the solution is rejected \(seed \d+\): 2 and 3 did not make 5\./,
    ],
  },
  {
    name: "a missing solution",
    break: (root) => rmSync(join(root, FILES.solution)),
    says: [/^sums\/add solutions\/01-sums\/1-add\.ts: 1-add\.ts is not there/],
  },
  {
    name: "a right answer that is rejected",
    break: (root) => change(root, FILES.alternative, "sum + next, 0", "sum + next, 1"),
    says: [/^sums\/add \[adds\] harness\/alternatives\/01-sums\/1-add\/reduce\.ts: a right answer is rejected/],
  },
  {
    name: "a right answer that fails with one seed among many",
    // Fails only where a random case draws 98 on the left: the default seed alone does not.
    break: (root) => change(root, FILES.alternative, "return [", "if (left === 98) return 0;\n  return ["),
    says: [/^sums\/add \[order-does-not-matter\] .*reduce\.ts: a right answer is rejected \(seed \d+\)/],
    andMore: true,
  },
  {
    name: "too few alternatives",
    break: (root) => rmSync(join(root, FILES.alternative)),
    says: [/^sums\/add lessons\/01-sums\/1-add\.yaml: has 1 alternatives; it needs at least 2\./],
  },
  {
    name: "too few mistakes",
    break: (root) => rmSync(join(root, FILES.mistake)),
    says: [/^sums\/add lessons\/01-sums\/1-add\.yaml: has 2 mistakes; it needs at least 3\./],
  },
  {
    name: "a mistake that passes",
    break: (root) => change(root, FILES.mistake, "return left - right;", "return left + right;"),
    says: [
      /^sums\/add \[adds\] harness\/mistakes\/01-sums\/1-add\/subtracts\.ts: @breaks lists this rule, and this mistake keeps it\./,
      /\[order-does-not-matter\].*this mistake keeps it/,
    ],
  },
  {
    name: "a mistake that breaks more than it says",
    break: (root) => change(root, FILES.mistake, "@breaks adds, order-does-not-matter", "@breaks adds"),
    says: [
      /^sums\/add \[order-does-not-matter\] .*subtracts\.ts: @breaks does not list this rule, and this mistake breaks it\./,
    ],
  },
  {
    name: "a mistake without a belief",
    break: (root) => change(root, FILES.mistake, "// @belief Minus is plus.\n", ""),
    says: [/^harness\/mistakes\/01-sums\/1-add\/subtracts\.ts: needs a first line "\/\/ @belief …"/],
  },
  {
    name: "a mistake that names a rule that is not there",
    break: (root) => change(root, FILES.mistake, "@breaks adds,", "@breaks multiplies,"),
    says: [/subtracts\.ts: @breaks names the rule "multiplies", which the manifest does not have\./],
  },
  {
    name: "a mistake that hangs and does not say so",
    break: (root) =>
      change(root, FILES.mistake, "return left - right;", "for (;;) if (left - right === 1e9) return 0;"),
    says: [/^sums\/add \[adds\] .*subtracts\.ts: this mistake ended the judge \(mark it "\/\/ @hangs"\)/],
  },
  {
    name: "a rule that no mistake breaks",
    break: (root) => {
      for (const name of ["subtracts", "left-only"])
        change(root, `${mistakes}/${name}.ts`, "adds, order-does-not-matter", "adds");
      change(root, FILES.mistake, "return left - right;", "return 7 * (left + right);");
      change(root, `${mistakes}/left-only.ts`, "return left + right * 0;", "return left * right;");
    },
    says: [
      /^sums\/add \[order-does-not-matter\] harness\/rules\/01-sums\/1-add\.spec\.ts: no kept mistake breaks this rule/,
    ],
  },
  {
    name: "a rule that the spec does not state",
    break: (root) => change(root, FILES.spec, 'rule("adds"', 'rule("adds-up"'),
    says: [
      /\[adds\] harness\/rules\/01-sums\/1-add\.spec\.ts: the manifest lists this rule, and the spec does not state it\./,
      /\[adds-up\] lessons\/01-sums\/1-add\.yaml: the spec states this rule, and the manifest does not list it\./,
      /\[adds\] solutions.*the rule did not report/,
      /\[adds\] .*reduce\.ts.*the rule did not report/,
      /\[adds\] .*minus\.ts.*the rule did not report/,
      /\[adds\] .*subtracts\.ts.*keeps it/,
      /\[adds\] .*left-only\.ts.*keeps it/,
      /\[adds\] .*one-more\.ts.*keeps it/,
    ],
  },
  {
    name: "a rule that checks nothing",
    break: (root) =>
      change(
        root,
        FILES.spec,
        'check.equal(exercise.add(2, 3), 5, "2 and 3 did not make 5.");',
        'if (exercise.add(2, 3) === 6) check.fail("no");',
      ),
    says: [
      /\[adds\] solutions.*The rule checked nothing\./,
      /\[adds\] .*reduce\.ts.*The rule checked nothing\./,
      /\[adds\] .*minus\.ts.*The rule checked nothing\./,
      /\[adds\] .*subtracts\.ts.*keeps it/,
      /\[adds\] .*left-only\.ts.*keeps it/,
    ],
  },
  {
    name: "a missing guide",
    break: (root) => rmSync(join(root, FILES.guide)),
    says: [/^sums lessons\/01-sums\/guide\.md: is missing, and the lesson has exercises\./],
  },
  {
    name: "a rule whose section is not in the guide",
    break: (root) => change(root, FILES.manifest, "them., section: adding", "them., section: subtracting"),
    says: [
      /^sums\/add \[order-does-not-matter\] lessons\/01-sums\/1-add\.yaml: the guide has no section "subtracting"\./,
    ],
  },
  {
    name: "a link to a heading that is not there",
    break: (root) => change(root, FILES.guide, "(#adding)", "(#multiplying)"),
    says: [/^sums lessons\/01-sums\/guide\.md:5: the link "#multiplying" leads to no heading\./],
  },
  {
    name: "a link to a file that is not there",
    break: (root) => change(root, FILES.guide, "(#adding)", "(../02-other/guide.md)"),
    says: [/guide\.md:5: the link "\.\.\/02-other\/guide\.md" leads to no file\./],
  },
  {
    name: "a chart that cannot be drawn",
    break: (root) => change(root, FILES.guide, "```ts", "```chart\ntitle: Sums\n```\n\n```ts"),
    says: [/^sums lessons\/01-sums\/guide\.md:7: this chart cannot be drawn: The chart has no table: /],
  },
  {
    name: "a snippet that prints something else",
    break: (root) => change(root, FILES.guide, "// → 2", "// → 3"),
    says: [/^sums lessons\/01-sums\/guide\.md:9: this snippet says that it prints “3”, and prints “2” there\./],
  },
  {
    name: "a snippet that throws",
    break: (root) => change(root, FILES.guide, "console.log(1 + 1);", 'throw new Error("no");'),
    says: [/guide\.md:7: this snippet throws: Error: no\./],
  },
  {
    name: "a snippet with a type error",
    break: (root) => change(root, FILES.guide, "console.log(1 + 1);", "const two: string = 1 + 1;\nconsole.log(two);"),
    says: [/^guides lessons\/01-sums\/guide\.md:8: this snippet has a type error: TS2322/],
  },
  {
    name: "a snippet that is no TypeScript",
    break: (root) => change(root, FILES.guide, "console.log(1 + 1);", "console.log(1 +;"),
    says: [/guide\.md:8: this snippet has a type error: TS1109/, /guide\.md:8: a snippet does not compile/],
  },
  {
    name: "a manifest with a field that is wrong",
    break: (root) => change(root, FILES.manifest, "minutes: 5", "minutes: five"),
    says: [/^lessons\/01-sums\/1-add\.yaml: minutes: must be a number of minutes\./],
  },
  {
    name: "a manifest with a field that is missing",
    break: (root) => change(root, FILES.manifest, "  question: What is a sum?\n", ""),
    says: [/^lessons\/01-sums\/1-add\.yaml: hints\.question: is missing\./],
  },
  {
    name: "a manifest with a field that there is not",
    break: (root) => change(root, FILES.manifest, "minutes: 5", "minutes: 5\nminuets: 6"),
    says: [/^lessons\/01-sums\/1-add\.yaml: minuets: is no field that a manifest has/],
  },
  {
    name: "an empty hint",
    break: (root) => change(root, FILES.manifest, "question: What is a sum?", 'question: ""'),
    says: [/hints\.question: must not be empty\./],
  },
  {
    name: "a manifest that is no YAML",
    break: (root) => change(root, FILES.manifest, "title: Add two amounts", "title: [Add two"),
    says: [/^lessons\/01-sums\/1-add\.yaml: is not valid YAML or cannot be read/],
  },
  {
    name: "two rules with one id",
    break: (root) => change(root, FILES.manifest, "id: order-does-not-matter", "id: adds"),
    says: [/^lessons\/01-sums\/1-add\.yaml: rules: the id "adds" is used twice\./],
  },
  {
    name: "two exercises with one id",
    break: (root) =>
      change(
        root,
        "lessons/01-sums/lesson.yaml",
        "summary: Adding.",
        "summary: Adding.\nplanned:\n  - { number: 2, slug: add, title: Again, track: core, minutes: 5 }",
      ),
    says: [/^sums\/add .*: two exercises have this id\./],
  },
  {
    name: "text that the generator left",
    break: (root) => change(root, FILES.solution, "// The sum.", "// FILL IN: the sum."),
    says: [/^sums\/add solutions\/01-sums\/1-add\.ts:1: still says "FILL IN"/],
  },
];

describe("verify", () => {
  test("finds nothing in a sound course", async () => {
    const root = soundCourse();
    await update(root);
    expect(await findings(root)).toEqual([]);
  });

  test("accepts a mistake that hangs where it is marked", async () => {
    const root = soundCourse();
    write(
      root,
      `${mistakes}/never-ends.ts`,
      "// @belief It will stop.\n// @breaks adds\n// @hangs\nexport function add(left: number, right: number): number {\n  for (;;) if (left - right === 1e9) return 0;\n}\n",
    );
    await update(root);
    expect(await findings(root)).toEqual([]);
  });

  test("asks for the signatures of mistakes that were never measured", async () => {
    const said = await findings(soundCourse());
    expect(said).toContainEqual(
      expect.stringMatching(/^sums\/add \[adds\] .*one-more\.ts: the kept signature is not how this rule fails/),
    );
    expect(said).toHaveLength(5);
  });

  test.each(breakages)("catches $name", async ({ break: spoil, says, andMore }) => {
    const root = soundCourse();
    spoil(root);
    await update(root);
    const found = await findings(root);
    for (const expected of says) expect(found).toContainEqual(expect.stringMatching(expected));
    expect(andMore === true ? says.length : found.length).toBe(says.length);
    expect(found.every((line) => !line.includes("\n"))).toBe(true);
  });
});

test("a rule of very many cases runs on a mistake that does not name it only when that is asked for", async () => {
  const root = soundCourse();
  change(
    root,
    FILES.spec,
    '"Swapping the two gave another sum.");\n  });',
    '"Swapping the two gave another sum.");\n  }, { runs: 300 });',
  );
  change(root, `${mistakes}/left-only.ts`, "// @breaks adds, order-does-not-matter", "// @breaks adds");
  await update(root);
  expect(await findings(root)).toEqual([]);
  expect(await findings(root, "thorough")).toEqual([
    expect.stringMatching(/left-only\.ts: @breaks does not list this rule, and this mistake breaks it\./),
  ]);
});

test("after `verify --update`, `check` knows how each mistake fails now", async () => {
  const root = soundCourse();
  const io = fakeIo();
  const signature = async (): Promise<Readonly<Record<string, string>>> => {
    const found = findExercise(await loadCatalogue(root), "sums/add");
    const mistake =
      found.kind === "found" ? found.value.mistakes.find(({ file }) => file.endsWith("one-more.ts")) : undefined;
    if (mistake === undefined) throw new Error("The course has lost its mistake.");
    return mistake.signature;
  };
  expect(await run(["--update"], { root, io })).toBe(0);
  const before = await signature();
  change(root, `${mistakes}/one-more.ts`, "left + right + 1", "left + right + 2");
  expect(await run(["--update"], { root, io })).toBe(0);
  expect(await signature()).not.toEqual(before);
});
