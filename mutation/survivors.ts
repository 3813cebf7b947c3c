import * as v from "valibot";
import type { Mutant } from "./report.ts";

const survivorsSchema = v.object({
  reasons: v.record(v.string(), v.string()),
  survivors: v.record(v.string(), v.record(v.string(), v.string())),
});

/** Why survivors may live, by file and change; a short reason names one that many share. */
export interface Explanations {
  reasonFor(file: string, change: string): string | undefined;
  /** Every survivor that is explained, as `[file, change]`. */
  readonly all: readonly (readonly [string, string])[];
}

/** @param yaml the parsed `survivors.yaml` */
export function readExplanations(yaml: unknown): Explanations {
  const { reasons, survivors } = v.parse(survivorsSchema, yaml);
  return {
    reasonFor(file, change) {
      const reason = survivors[file]?.[change];
      return reason === undefined ? undefined : (reasons[reason] ?? reason);
    },
    all: Object.entries(survivors).flatMap(([file, changes]) =>
      Object.keys(changes).map((change) => [file, change] as const),
    ),
  };
}

/** How one solution fared. */
export interface Score {
  readonly file: string;
  readonly killed: number;
  readonly explained: readonly Mutant[];
  readonly unexplained: readonly Mutant[];
  readonly untested: readonly Mutant[];
  /** Killed of all that were tried, from 0 to 1. */
  readonly share: number;
}

export function scores(mutants: readonly Mutant[], explanations: Explanations): readonly Score[] {
  return [...new Set(mutants.map(({ file }) => file))].sort().map((file) => {
    const own = mutants.filter((mutant) => mutant.file === file);
    const killed = own.filter(({ fate }) => fate === "killed").length;
    const survived = own.filter(({ fate }) => fate === "survived");
    const isExplained = ({ change }: Mutant): boolean => explanations.reasonFor(file, change) !== undefined;
    return {
      file,
      killed,
      explained: survived.filter(isExplained),
      unexplained: survived.filter((mutant) => !isExplained(mutant)),
      untested: own.filter(({ fate }) => fate === "untested"),
      share: killed + survived.length === 0 ? 0 : killed / (killed + survived.length),
    };
  });
}

/** Explanations of survivors that are none any more, in the files that were looked at. */
export function stale(mutants: readonly Mutant[], explanations: Explanations): readonly (readonly [string, string])[] {
  const files = new Set(mutants.map(({ file }) => file));
  return explanations.all.filter(
    ([file, change]) =>
      files.has(file) &&
      !mutants.some((mutant) => mutant.file === file && mutant.change === change && mutant.fate === "survived"),
  );
}
