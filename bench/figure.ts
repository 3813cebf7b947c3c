import type { Sandbox } from "./sandbox.ts";

/** What a unit of a figure is called in the table. */
export type Unit = "ratio" | "s" | "MB";

/** Something that the course promises about its speed or size. */
export interface Figure {
  /** How `--only` calls it. */
  readonly name: string;
  readonly unit: Unit;
  /** The most that it may be on the Node that the bench runs with. */
  readonly limit: number;
}

/** A figure with what was measured. */
export interface Measured extends Figure {
  readonly value: number;
  /** The raw medians behind the value, in words: `ours 51 ms, vitest 280 ms (30 pairs)`. */
  readonly raw: string;
}

/** A figure that this system does not allow to be measured. */
export interface Skipped extends Figure {
  readonly skipped: string;
}

/** A figure that could have been measured, had what it measures worked. */
export interface Failed extends Figure {
  readonly failed: string;
}

/** What came of a figure. */
export type Result = Measured | Skipped | Failed;

/** A value, or the reason why there is none. */
export type Finding =
  { readonly value: number; readonly raw: string } | { readonly skipped: string } | { readonly failed: string };

/** What a measurement works with. */
export interface Surroundings {
  /** Makes a copy of the course; it is removed at the end. */
  readonly sandbox: () => Promise<Sandbox>;
  /** Fewer runs: for a look while you work, not for a figure to quote. */
  readonly quick: boolean;
  /** Major version of the Node that measures and is measured. */
  readonly node: number;
}

/** One or more figures that come from the same runs. */
export interface Measurement {
  /** The figures that it can give, with their limits on this Node. */
  figures(node: number): readonly Figure[];
  /** Measures those `wanted`: by name, what was found. */
  measure(wanted: ReadonlySet<string>, surroundings: Surroundings): Promise<ReadonlyMap<string, Finding>>;
}
