import type { Footprints } from "./run/footprints.ts";
import type { Run } from "./run/run.ts";

/** What a part of the world that keeps something is made with. */
export interface Site {
  readonly run: Run;
  readonly footprints: Footprints;
  /** Name of its lane. */
  readonly name: string;
}
