/**
 * What can go wrong besides the order of steps.
 *
 * - `crashes`: a process dies before an effect, or after it and before the answer, and starts again.
 * - `timeouts`: a call to a service or a database fails for its caller, with or without its effect.
 * - `delays`: time passes although someone could still have gone on: a slow process, a late answer.
 * - `duplicates`: a broker delivers or stores a message twice.
 * - `drops`: a message that nobody confirms is lost.
 * - `rebalances`: a consumer group hands its partitions out anew.
 */
export const FAULT_KINDS = ["crashes", "timeouts", "delays", "duplicates", "drops", "rebalances"] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

/** How many faults of each kind a run may meet at most. What is not named does not happen. */
export type FaultBudget = Partial<Readonly<Record<FaultKind, number>>>;

/** How many faults a run may meet altogether. */
export const totalOf = (budget: FaultBudget): number => FAULT_KINDS.reduce((sum, kind) => sum + (budget[kind] ?? 0), 0);
