import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";

/** One complaint of the type checker. */
export interface TypeProblem {
  /** Absolute path. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** `TS2345`. */
  readonly code: string;
  readonly message: string;
}

/**
 * Path of the type checker's own executable: starting it through its Node launcher costs more than
 * the check itself.
 */
export function typeCheckerPath(root: string): string {
  const known = found.get(root);
  if (known !== undefined) return known;
  const path = findTypeChecker(root);
  found.set(root, path);
  return path;
}

const found = new Map<string, string>();

function findTypeChecker(root: string): string {
  const require = createRequire(join(root, "package.json"));
  const typescript = createRequire(require.resolve("typescript/package.json"));
  const platform = `@typescript/typescript-${process.platform}-${process.arch}`;
  const folder = dirname(typescript.resolve(`${platform}/package.json`));
  return join(folder, "lib", process.platform === "win32" ? "tsc.exe" : "tsc");
}

/** The checker lives for some 20 ms: collecting its garbage would take a third of that. */
const UNHURRIED = { GOGC: "off", GOMEMLIMIT: "768MiB" };

/**
 * Type-checks files with the options given; resolves to what the checker found wrong.
 *
 * @param cwd  folder that holds the tsconfig
 * @param args for instance `["-p", "workspace/tsconfig.json"]`
 * @throws when the checker could not run, or said something that is no list of problems
 */
export function typeCheck(
  checker: string,
  cwd: string,
  args: readonly string[],
  signal?: AbortSignal,
): Promise<readonly TypeProblem[]> {
  return new Promise((done, fail) => {
    execFile(
      checker,
      [...args, "--pretty", "false", "--noEmit"],
      { cwd, signal, maxBuffer: 32 * 1024 * 1024, env: { ...process.env, ...UNHURRIED } },
      (error, stdout, stderr) => {
        const problems = parse(stdout, cwd);
        if (error !== null && problems.length === 0) {
          fail(new Error(`The type checker did not run: ${(stdout + stderr).trim() || error.message}`));
        } else done(problems);
      },
    );
  });
}

const LINE = /^(.+?)\((\d+),(\d+)\): error (TS\d+): (.*)$/;

function parse(output: string, cwd: string): readonly TypeProblem[] {
  const problems: TypeProblem[] = [];
  for (const text of output.split(/\r?\n/)) {
    const [, file, line, column, code, message] = LINE.exec(text) ?? [];
    if (file !== undefined && code !== undefined && message !== undefined) {
      problems.push({ file: resolve(cwd, file), line: Number(line), column: Number(column), code, message });
    }
  }
  return problems;
}
