import { renderDoctor, type Diagnosis } from "../render/doctor.ts";
import { readArguments } from "./arguments.ts";
import { examineEngines } from "./doctor/engines.ts";
import { examineCourse, examineInstall, examineNode } from "./doctor/install.ts";
import { examineLog } from "./doctor/log.ts";
import { examineWorkspace } from "./doctor/workspace.ts";
import type { CommandContext } from "./io.ts";

/** Looks at everything that the course needs, and says how to mend what is wrong. */
export async function run(args: readonly string[], { root, io }: CommandContext): Promise<number> {
  readArguments(args, { command: "doctor", options: {} });
  const diagnoses: readonly Diagnosis[] = [
    examineNode(process.versions.node),
    ...examineInstall(root),
    ...(await examineEngines(root)),
    ...(await examineCourse(root)),
    ...(await examineWorkspace(root)),
    ...examineLog(root),
  ];
  io.print(renderDoctor(diagnoses, io));
  return diagnoses.some(({ status }) => status === "mend") ? 1 : 0;
}
