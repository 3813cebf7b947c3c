/**
 * The learner's `workspace/tsconfig.json`: the options that the judge checks with, so that an editor
 * and a verdict agree. No Node types: time, ids and storage come from ports.
 */
export const LEARNER_TSCONFIG = `${JSON.stringify(
  {
    compilerOptions: {
      target: "es2023",
      lib: ["es2023"],
      types: [],
      module: "nodenext",
      moduleResolution: "nodenext",
      moduleDetection: "force",
      allowImportingTsExtensions: true,
      noEmit: true,
      strict: true,
      noUncheckedIndexedAccess: true,
      skipLibCheck: true,
    },
    include: ["**/*.ts", "../src/kit/ambient.d.ts"],
  },
  undefined,
  2,
)}\n`;
