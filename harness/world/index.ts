export { createAttack } from "./attack.ts";
export type { Caller } from "./caller.ts";
export type { AttackOptions, Scene } from "./explore-program.ts";
export type { FaultBudget, FaultKind } from "./run/faults.ts";
export type { Broken, Promised } from "./run/outcome.ts";
export type { Me, ProcessOptions, World, WorldProcess } from "./world.ts";
