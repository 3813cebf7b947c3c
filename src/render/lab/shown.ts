import type { LabReport, LabSettings } from "../../judge/index.ts";

/** What is simulated, for whoever reads about it. */
export interface ShownSettings {
  readonly settings: LabSettings;
  /** Id of the exercise that the part comes from. */
  readonly exercise: string;
  /** `file`: one that was named. */
  readonly whose: "yours" | "changed" | "reference" | "file";
}

/** A simulation that is over. */
export interface ShownLab extends ShownSettings {
  readonly report: LabReport;
}

/** What the protected version is called in charts and tables: it is the learner's only if the part is. */
export const nameOf = ({ whose }: Pick<ShownSettings, "whose">): string =>
  ({ yours: "yours", changed: "yours", reference: "reference", file: "this file" })[whose];
