import type { Incarnation } from "./incarnation.ts";

/** Whoever makes steps: a process that can crash, or a part of the world that cannot. */
export interface Actor {
  readonly index: number;
  /** Name and id of its lane. */
  readonly name: string;
  /** What it runs, at first and after a crash; a part of the world runs nothing. */
  readonly start: ((incarnation: Incarnation) => Promise<unknown>) | undefined;
  /** Does it start again after a crash? */
  readonly restarts: boolean;
  /** May it end with an error without breaking a promise? */
  readonly mayFail: boolean;
  /** Its current life; absent after a crash without a restart. */
  incarnation: Incarnation | undefined;
  lives: number;
  sequence: number;
  result: ProcessResult;
}

/** Where a process stands. */
export type ProcessResult =
  | { readonly status: "running" }
  | { readonly status: "done"; readonly value: unknown }
  | { readonly status: "failed"; readonly error: unknown }
  | { readonly status: "dead" };
