import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { typeCheckerPath } from "../../judge/index.ts";
import type { Diagnosis } from "../../render/doctor.ts";
import { installedVersion } from "./install.ts";

const REINSTALL =
  "delete the folder node_modules and run `npm install` again, on this machine and without `--omit=optional`.";

/**
 * What judges an answer: the compiler and the type checker are run once. Vitest is only looked up:
 * loading it takes longer than everything else here.
 */
export async function examineEngines(root: string): Promise<readonly Diagnosis[]> {
  return [await examineCompiler(), await examineTypeChecker(root), examineVitest(root)];
}

async function examineCompiler(): Promise<Diagnosis> {
  try {
    const esbuild = await import("esbuild");
    await esbuild.transform("export const one: number = 1;", { loader: "ts" });
    return { name: "Compiler", status: "well", found: `esbuild ${esbuild.version} runs.` };
  } catch (error) {
    return {
      name: "Compiler",
      status: "mend",
      found: `esbuild does not run (${firstLine(error)}).`,
      mend: REINSTALL,
    };
  }
}

async function examineTypeChecker(root: string): Promise<Diagnosis> {
  try {
    const { stdout } = await promisify(execFile)(typeCheckerPath(root), ["--version"]);
    return {
      name: "Type checker",
      status: "well",
      found: `TypeScript ${stdout.trim().replace(/^Version /, "")} runs.`,
    };
  } catch (error) {
    return {
      name: "Type checker",
      status: "mend",
      found: `its executable does not run (${firstLine(error)}).`,
      mend: REINSTALL,
    };
  }
}

function examineVitest(root: string): Diagnosis {
  const version = installedVersion(root, "vitest");
  return version === undefined
    ? {
        name: "Vitest",
        status: "note",
        found: "not installed; only `check --ui` and an editor's extension need it.",
      }
    : { name: "Vitest", status: "well", found: `${version}, for \`check --ui\` and an editor's extension.` };
}

const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split("\n")[0]?.replace(/\.$/, "") ?? "";
