import type { FaultBudget, FaultKind } from "./faults.ts";
import { EVERYTHING, FAULT_BIT, VISIBLE_BIT } from "./footprints.ts";
import { CRASH_AFTER, CRASH_BEFORE, FIRST_FAULT, NORMAL, type Moves } from "./moves.ts";
import type { Operation } from "./operation.ts";
import type { Step } from "./step.ts";

/** How far a run may go wrong. */
export interface MoveLimits {
  readonly faults: FaultBudget;
  /** Most faults of all kinds together. */
  readonly totalFaults: number;
  /** Virtual milliseconds after which no timer fires any more. */
  readonly horizon: number;
}

/** What is read of a run to say what can happen next. */
interface Situation {
  readonly pending: readonly Step[];
  readonly limits: MoveLimits;
  readonly now: number;
  readonly lastActor: number;
  readonly faults: number;
  readonly faultsOf: ReadonlyMap<string, number>;
  readonly watched: boolean;
}

/** Fills `moves` with everything that can happen next. */
export function enumerateMoves(run: Situation, moves: Moves): void {
  moves.count = 0;
  const { pending, lastActor } = run;
  let dueAt = Infinity;
  for (let at = 0; at < pending.length; at += 1) {
    const step = pending[at] as Step;
    const { due } = step.operation;
    if (due !== undefined) {
      if (due <= run.limits.horizon && due < dueAt) dueAt = due;
    } else if (step.actor === lastActor && isReady(step.operation)) addNormal(run, moves, step);
  }
  for (let at = 0; at < pending.length; at += 1) {
    const step = pending[at] as Step;
    if (step.operation.due === undefined && step.actor !== lastActor && isReady(step.operation))
      addNormal(run, moves, step);
  }
  // Time only passes by itself when nobody can do anything else.
  const idle = moves.count === 0;
  if (idle || dueAt <= run.now) addTimers(run, moves, Math.max(dueAt, run.now));
  if (run.faults < run.limits.totalFaults) addFaults(run, moves, moves.count, idle ? Infinity : dueAt);
}

const isReady = (operation: Operation): boolean => operation.ready === undefined || operation.ready();

function addNormal(run: Situation, moves: Moves, step: Step): void {
  const { operation, actor } = step;
  moves.add(step, NORMAL, operation.reads, writesOf(run, operation), isSwitch(run, actor));
}

function addTimers(run: Situation, moves: Moves, until: number): void {
  for (const step of run.pending) {
    const { due } = step.operation;
    if (due !== undefined && due <= until && due <= run.limits.horizon)
      moves.add(step, NORMAL, 0, EVERYTHING, isSwitch(run, step.actor));
  }
}

/** The faults that can befall the moves found so far, and timers that fire while others are slow. */
function addFaults(run: Situation, moves: Moves, count: number, dueAt: number): void {
  if (count > 0 && hasRoom(run, "crashes")) addCrashes(run, moves, count);
  // Most rules allow no fault but a crash: then nobody is asked what could go wrong.
  for (let at = 0; at < count && mayFailOtherwise(run); at += 1) {
    const step = moves.steps[at] as Step;
    const { faults, reads } = step.operation;
    if (faults === undefined) continue;
    for (let fault = 0; fault < faults.length; fault += 1) {
      const kind = faults[fault]?.kind;
      if (kind === undefined || !hasRoom(run, kind)) continue;
      // A lost connection also undoes what its transaction did elsewhere, and frees what it holds.
      const writes = (moves.writes[at] ?? 0) | FAULT_BIT | step.incarnation.heldMask();
      moves.add(step, FIRST_FAULT + fault, reads, writes, isSwitch(run, step.actor));
    }
  }
  if (dueAt <= run.limits.horizon && dueAt > run.now && hasRoom(run, "delays")) {
    for (const step of run.pending)
      if (step.operation.due === dueAt) moves.add(step, FIRST_FAULT, 0, EVERYTHING, isSwitch(run, step.actor));
  }
}

function addCrashes(run: Situation, moves: Moves, count: number): void {
  const { pending } = run;
  const bits = FAULT_BIT | (run.watched ? VISIBLE_BIT : 0);
  for (let at = 0; at < pending.length; at += 1) {
    const step = pending[at] as Step;
    // To die before one of its steps is to die before all of them: once for each process.
    if (step.incarnation.actor.start === undefined || !isFirstOfItsProcess(pending, at)) continue;
    // A process that cannot go on by itself can die only while someone else can: any step may change that.
    const writes = canGoOn(moves, count, step.actor) ? bits | step.incarnation.heldMask() : EVERYTHING;
    moves.add(step, CRASH_BEFORE, 0, writes, isSwitch(run, step.actor));
  }
  for (let at = 0; at < count; at += 1) {
    const step = moves.steps[at] as Step;
    const { operation, incarnation } = step;
    // What leaves nothing behind need not happen before a crash.
    if (!operation.durable || incarnation.actor.start === undefined) continue;
    const writes = (moves.writes[at] ?? 0) | bits | incarnation.heldMask();
    moves.add(step, CRASH_AFTER, operation.reads, writes, isSwitch(run, step.actor));
  }
}

function canGoOn(moves: Moves, count: number, actor: number): boolean {
  for (let at = 0; at < count; at += 1) if (moves.steps[at]?.actor === actor) return true;
  return false;
}

function isFirstOfItsProcess(pending: readonly Step[], at: number): boolean {
  const { incarnation } = pending[at] as Step;
  for (let before = 0; before < at; before += 1) if (pending[before]?.incarnation === incarnation) return false;
  return true;
}

const hasRoom = (run: Situation, kind: FaultKind): boolean => {
  const most = run.limits.faults[kind];
  return most !== undefined && (run.faultsOf.get(kind) ?? 0) < most;
};

const mayFailOtherwise = (run: Situation): boolean =>
  hasRoom(run, "timeouts") || hasRoom(run, "duplicates") || hasRoom(run, "drops") || hasRoom(run, "rebalances");

/** While someone watches after every step, the order of any two effects can be seen. */
const writesOf = (run: Situation, { writes }: Operation): number =>
  run.watched && writes !== 0 ? writes | VISIBLE_BIT : writes;

const isSwitch = (run: Situation, actor: number): number => (run.lastActor === -1 || run.lastActor === actor ? 0 : 1);
