import { existsSync, readFileSync } from "node:fs";
import type { Exercise } from "../catalogue/index.ts";
import { FILL_IN } from "../scaffold/index.ts";
import type { Finding } from "./finding.ts";

/** Every file of an exercise that still holds text of the generator, at its first such line. */
export function findUnfinished({ id, files, alternatives, mistakes }: Exercise): readonly Finding[] {
  const { manifest, stub, solution, spec } = files;
  const all = [
    manifest,
    stub,
    solution,
    spec,
    ...alternatives.map(({ file }) => file),
    ...mistakes.map(({ file }) => file),
  ];
  return all.flatMap((file): readonly Finding[] => {
    if (!existsSync(file)) return [];
    const lines = readFileSync(file, "utf8").split("\n");
    const line = lines.findIndex((text) => text.includes(FILL_IN));
    return line === -1
      ? []
      : [{ where: id, file, line: line + 1, message: `still says "${FILL_IN}": write what belongs there.` }];
  });
}
