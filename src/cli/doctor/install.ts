import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { loadCatalogue } from "../../catalogue/index.ts";
import type { Diagnosis } from "../../render/doctor.ts";

/** Is this Node new enough? */
export function examineNode(version: string): Diagnosis {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return { name: "Node", status: "well", found: `${version}.` };
  return {
    name: "Node",
    status: "mend",
    found: `${version}, and the course needs 20.19 or newer.`,
    mend: "install a newer one from https://nodejs.org.",
  };
}

/** Are the packages installed that package.json names, and is the command built? */
export function examineInstall(root: string): readonly Diagnosis[] {
  const wanted = Object.entries(readDependencies(join(root, "package.json")));
  const missing = wanted.filter(([name]) => installedVersion(root, name) === undefined).map(([name]) => name);
  const other = wanted.filter(([name, version]) => ![undefined, version].includes(installedVersion(root, name)));
  const built = ["cli.cjs", join("judge", "child.cjs")].filter((file) => !existsSync(join(root, "dist", file)));
  return [
    missing.length > 0
      ? {
          name: "Packages",
          status: "mend",
          found: `${missing.join(", ")} ${missing.length === 1 ? "is" : "are"} not installed.`,
          mend: "run `npm install` in the course's folder.",
        }
      : other.length > 0
        ? {
            name: "Packages",
            status: "mend",
            found: `${other.map(([name, version]) => `${name} is ${installedVersion(root, name) ?? ""} instead of ${version}`).join(", ")}.`,
            mend: "run `npm install` in the course's folder.",
          }
        : { name: "Packages", status: "well", found: `all ${String(wanted.length)} are installed.` },
    built.length === 0
      ? { name: "Command", status: "well", found: "built." }
      : {
          name: "Command",
          status: "mend",
          found: `dist/${built.join(", dist/")} ${built.length === 1 ? "is" : "are"} missing.`,
          mend: "run `node bin/eventlings.cjs --build`.",
        },
  ];
}

/** Can every lesson be read? */
export async function examineCourse(root: string): Promise<readonly Diagnosis[]> {
  const { lessons, problems } = await loadCatalogue(root);
  if (lessons.length === 0)
    return [
      {
        name: "Course",
        status: "mend",
        found: "there are no lessons.",
        mend: "run `git checkout -- lessons` in the course's folder.",
      },
    ];
  const [problem] = problems;
  if (problem !== undefined)
    return [
      {
        name: "Course",
        status: "mend",
        found: `${String(problems.length)} ${problems.length === 1 ? "fault" : "faults"} in its files, the first: ${problem}`,
        mend: "`git status` shows whether you have changed a course file; `git checkout -- <file>` takes it back.",
      },
    ];
  const written = lessons.flatMap(({ exercises }) => exercises).filter((exercise) => exercise.written).length;
  return [
    {
      name: "Course",
      status: "well",
      found: `${String(lessons.length)} ${lessons.length === 1 ? "lesson" : "lessons"}, ${String(written)} ${written === 1 ? "exercise" : "exercises"} written.`,
    },
  ];
}

function readDependencies(file: string): Readonly<Record<string, string>> {
  try {
    const { dependencies } = JSON.parse(readFileSync(file, "utf8")) as { dependencies?: Record<string, string> };
    return dependencies ?? {};
  } catch {
    return {};
  }
}

/** Version of an installed package; undefined where it is missing or damaged. */
export function installedVersion(root: string, name: string): string | undefined {
  try {
    const file = join(root, "node_modules", ...name.split("/"), "package.json");
    return (JSON.parse(readFileSync(file, "utf8")) as { version?: string }).version;
  } catch {
    return undefined;
  }
}
