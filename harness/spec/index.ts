export { isNotImplemented, type Check, type Values } from "./check.ts";
export { type RuleContext } from "./context.ts";
export { testClock, testIds, type TestClock } from "./ports.ts";
export { rulesFor } from "./rules-for.ts";
export type { AttackOptions, Broken, Me, Promised, Scene, World } from "../world/index.ts";
export { same } from "./same.ts";
export { show } from "./show.ts";
export { storeAtHand, type StoreAtHand, type StoreCall } from "./store-at-hand.ts";
