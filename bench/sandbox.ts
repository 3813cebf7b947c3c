import { cp, mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative, sep } from "node:path";
import { runToEnd } from "./processes.ts";

/** What a copy leaves behind: what is not the course, what is the developer's own, and what is built. */
const LEFT_OUT = /^(node_modules|workspace|dist(\..*)?|\.git|\.eventlings)$/;

/** The exercise that figures about one exercise use. */
export const EXERCISE = {
  id: "event-store/append",
  spec: "harness/rules/04-event-store/1-append.spec.ts",
  solution: join("solutions", "04-event-store", "1-append.ts"),
  answer: join("workspace", "04-event-store", "1-append.ts"),
};

/** A copy of the course with a workspace and a log of its own. The developer's are never touched. */
export interface Sandbox {
  readonly root: string;
  /** The launcher, as an argument for Node. */
  readonly command: string;
  /** Vitest's own entry, as an argument for Node. */
  readonly vitest: string;
  /** Text of a right answer that was never saved before: the same code, a new comment. */
  readonly freshAnswer: () => string;
  /** Saves the learner's file the way most editors do: in place, in one write. */
  readonly save: (text: string) => Promise<void>;
  readonly remove: () => Promise<void>;
}

let answers = 0;

/** Copies the course from `source`, links its dependencies, builds it, and puts a right answer in place. */
export async function makeSandbox(source: string): Promise<Sandbox> {
  const root = await realpath(await mkdtemp(join(tmpdir(), "eventlings-bench-")));
  const remove = (): Promise<void> => rm(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  try {
    return await fill(root, source, remove);
  } catch (error) {
    await remove();
    throw error;
  }
}

async function fill(root: string, source: string, remove: () => Promise<void>): Promise<Sandbox> {
  await cp(source, root, {
    recursive: true,
    filter: (path) => !LEFT_OUT.test(relative(source, path).split(sep)[0] ?? ""),
  });
  const modules = await realpath(join(source, "node_modules"));
  await symlink(modules, join(root, "node_modules"), process.platform === "win32" ? "junction" : "dir");
  const solution = await readFile(join(root, EXERCISE.solution), "utf8");
  const answer = join(root, EXERCISE.answer);
  const sandbox: Sandbox = {
    root,
    command: join("bin", "eventlings.cjs"),
    vitest: join("node_modules", "vitest", "vitest.mjs"),
    freshAnswer: () => `${solution}\n// answer ${String((answers += 1))}\n`,
    save: async (text) => {
      await mkdir(dirname(answer), { recursive: true });
      await writeFile(answer, text);
    },
    remove,
  };
  await runToEnd([sandbox.command, "--build"], root);
  await sandbox.save(sandbox.freshAnswer());
  return sandbox;
}
