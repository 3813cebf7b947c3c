import { isNotImplemented, type RuleContext } from "#spec";
import { TestTable, type Runner } from "./event-table.ts";

/** Something that one of the processes does, under the name that the trace uses. */
export type Program = () => Promise<unknown>;

/** What came of the programs under one schedule. */
export interface Outcome {
  readonly table: TestTable;
  /** In the order of the programs. */
  readonly results: readonly PromiseSettledResult<unknown>[];
}

interface Ready {
  readonly process: string;
  run(): void;
}

/**
 * Runs programs that share a table once for every order in which their statements can meet.
 *
 * @param prepare fills the table and hands back the programs; it runs afresh for every order
 * @param judge   says what is wrong with an outcome, or nothing
 */
export async function underEverySchedule<E>(
  { check, step, settle }: Pick<RuleContext<E>, "check" | "step" | "settle">,
  prepare: (table: TestTable) => Promise<readonly Program[]>,
  judge: (
    outcome: Outcome,
  ) => { readonly happened: string; readonly expected?: unknown; readonly received?: unknown } | undefined,
): Promise<void> {
  let path: number[] | undefined = [];
  while (path !== undefined) {
    const taken: { choice: number; of: number }[] = [];
    const outcome = await runOnce(check, settle, prepare, (ready) => {
      const choice = path?.[taken.length] ?? 0;
      taken.push({ choice, of: ready.length });
      return choice;
    });
    const wrong = judge(outcome);
    if (wrong !== undefined) outcome.table.trace.forEach((line) => step(line));
    const { happened, ...values } = wrong ?? { happened: "" };
    check.that(wrong === undefined, happened, values);
    path = nextPath(taken);
  }
}

async function runOnce(
  check: RuleContext<unknown>["check"],
  settle: RuleContext<unknown>["settle"],
  prepare: (table: TestTable) => Promise<readonly Program[]>,
  choose: (ready: readonly Ready[]) => number,
): Promise<Outcome> {
  const ready: Ready[] = [];
  const whenChosen: Runner = (process, statement) =>
    new Promise((resolve, reject) => {
      const run = (): void => {
        try {
          resolve(statement());
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      };
      ready.push({ process, run });
    });
  const table = new TestTable(check, whenChosen);
  const programs = await prepare(table);
  let over = false;
  const all = Promise.allSettled(programs.map((program) => program())).then((results) => {
    over = true;
    return results;
  });
  await settle();
  while (ready.length > 0) {
    ready.sort((left, right) => left.process.localeCompare(right.process));
    ready.splice(choose(ready), 1)[0]?.run();
    await settle();
  }
  if (!over)
    check.fail("An append never came to an end, although the database had answered everything that it was asked.");
  const results = await all;
  for (const result of results)
    if (result.status === "rejected" && isNotImplemented(result.reason)) throw result.reason;
  return { table, results };
}

/** The next way through the tree of choices, depth first; nothing when all have been taken. */
function nextPath(taken: readonly { choice: number; of: number }[]): number[] | undefined {
  for (let depth = taken.length - 1; depth >= 0; depth -= 1) {
    const { choice, of } = taken[depth] ?? { choice: 0, of: 0 };
    if (choice + 1 < of) return [...taken.slice(0, depth).map((one) => one.choice), choice + 1];
  }
  return undefined;
}
