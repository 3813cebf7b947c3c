export { compile, type Compilation } from "./compile.ts";
export { converse, type Run } from "./converse.ts";
export { DEFAULT_SEED, judge, type JudgeOptions } from "./judge.ts";
export { fingerprintOf, placeOfFailure, VARIES } from "./fingerprint.ts";
export { learnerTypeCheckArguments } from "./learner-types.ts";
export { toSource } from "./places.ts";
export { replay, type Replayed, type ReplayOptions } from "./replay.ts";
export { fromReplayToken, toReplayToken } from "./replay-token.ts";
export { DEFAULT_LIMITS, JudgeProcess, type ProcessEnd, type ProcessLimits } from "./process.ts";
export type {
  CompiledModule,
  Failure,
  Job,
  JudgeMessage,
  LoadProblem,
  RuleOutcome,
  RuleReport,
  SourcePlace,
} from "./protocol.ts";
export { WarmJudge, type Attempt, type WarmJudgeOptions } from "./warm.ts";
export { typeCheck, typeCheckerPath, type TypeProblem } from "./typecheck.ts";
export type { Interruption, Misconception, RuleVerdict, Verdict } from "./verdict.ts";
export { ShopProcess, type ShopAnswer, type ShopFiles, type ShopMade } from "./shop.ts";
export { isShopCommand, type ShopCommand, type ShopEntry } from "./shop-entry.ts";
export { SHOP_PARTS, type ShopPart } from "./shop-parts.ts";
export { LabProcess, type LabAnswer, type LabOrder } from "./lab.ts";
export { LAB_PARTS, type LabPart } from "./lab-parts.ts";
export {
  BYTES_PER_REQUEST,
  capacityOf,
  expectedRequests,
  highMarkOf,
  rateAt,
  RAMP_FROM,
  troubleOf,
  type LabFigures,
  type LabReport,
  type LabRow,
  type LabSettings,
  type LabStrategy,
  type LabTotals,
  type LabTraffic,
  type LabTrouble,
} from "./lab-settings.ts";
