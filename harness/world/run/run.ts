import { isNotImplemented } from "../../spec/check.ts";
import type { Actor } from "./actor.ts";
import { enumerateMoves, type MoveLimits } from "./enumerate.ts";
import { Incarnation } from "./incarnation.ts";
import { CRASH_AFTER, CRASH_BEFORE, FIRST_FAULT, NORMAL, Moves } from "./moves.ts";
import type { Answer, Operation } from "./operation.ts";
import type { Broken, Promised, RunEnd } from "./outcome.ts";
import type { Recorder } from "./recorder.ts";
import { Step } from "./step.ts";
import { stillness } from "./still.ts";
import { LEAVE, type Strategy } from "./strategy.ts";

/** What bounds a run. */
export interface RunLimits extends MoveLimits {
  /** Most steps of a run. */
  readonly steps: number;
}

/** How a process is started. */
export interface ActorOptions {
  readonly start?: (incarnation: Incarnation) => Promise<unknown>;
  readonly restarts?: boolean;
  readonly mayFail?: boolean;
}

const never = (): Promise<never> => new Promise(() => undefined);

/** One run: processes that ask for steps, and a strategy that decides which happens when. */
export class Run {
  /** Virtual milliseconds since the run began. */
  now = 0;
  steps = 0;
  /** What is being decided. The same arrays serve every step of every run. */
  readonly moves: Moves;
  readonly limits: RunLimits;
  readonly recorder: Recorder | undefined;
  readonly actors: Actor[] = [];
  readonly pending: Step[] = [];
  /** Faults met so far, altogether and by kind. */
  faults = 0;
  readonly faultsOf = new Map<string, number>();
  lastActor = -1;
  /** Are invariants watched after each step? Then every effect can be seen. */
  watched = false;
  readonly #strategy: Strategy;
  readonly #still = stillness(() => {
    // What a promise throws (it may look at what the learner's code has left) must not escape: nobody would hear of it.
    try {
      this.#turn();
    } catch (error) {
      this.#leave();
      this.#fail?.(error);
    }
  });
  #promised: Promised = {};
  #end: RunEnd | undefined;
  #finish: ((end: RunEnd) => void) | undefined;
  #fail: ((error: unknown) => void) | undefined;

  constructor(limits: RunLimits, strategy: Strategy, moves: Moves, recorder?: Recorder) {
    this.limits = limits;
    this.moves = moves;
    this.recorder = recorder;
    this.#strategy = strategy;
  }

  /** Adds a process, or a part of the world that makes steps of its own. */
  actor(name: string, { start, restarts = true, mayFail = false }: ActorOptions = {}): Actor {
    const actor: Actor = {
      index: this.actors.length,
      name,
      start,
      restarts,
      mayFail,
      incarnation: undefined,
      lives: 0,
      sequence: 0,
      result: { status: "running" },
    };
    if (start === undefined) actor.incarnation = new Incarnation(actor, 1);
    this.actors.push(actor);
    this.recorder?.lane(name, start === undefined ? "resource" : "process");
    return actor;
  }

  /** Starts every process and lets the strategy decide, until nothing is left to happen. */
  execute(promised: Promised): Promise<RunEnd> {
    this.#promised = promised;
    this.watched = promised.always !== undefined;
    return new Promise((resolve, reject) => {
      this.#finish = resolve;
      this.#fail = reject;
      for (const actor of this.actors) this.#begin(actor);
      this.#still();
    });
  }

  /** Puts an operation off until it is chosen. The caller waits for its answer. */
  ask(incarnation: Incarnation, operation: Operation): Promise<unknown> {
    if (!incarnation.alive) return never();
    return new Promise((resolve, reject) => {
      const sequence = (incarnation.actor.sequence += 1);
      this.pending.push(new Step(incarnation, sequence, operation, resolve, reject));
    });
  }

  /** Offers something that can happen whenever it is ready, until it is withdrawn. */
  offer(incarnation: Incarnation, operation: Operation): { withdraw(): void } {
    if (!incarnation.alive) return { withdraw: () => undefined };
    const step = new Step(incarnation, (incarnation.actor.sequence += 1), operation);
    this.pending.push(step);
    return { withdraw: () => this.#remove(step) };
  }

  /** Lane of whoever made the last step, or of the first process. */
  get laneOfTheLast(): string {
    return this.actors[Math.max(0, this.lastActor)]?.name ?? "";
  }

  /** Ends the run: something is wrong. The first one counts. */
  break(broken: Broken): void {
    this.#end ??= { kind: "broken", broken };
  }

  #begin(actor: Actor): void {
    if (actor.start === undefined) return;
    const incarnation = new Incarnation(actor, (actor.lives += 1));
    actor.incarnation = incarnation;
    actor.result = { status: "running" };
    void this.#live(actor, actor.start, incarnation);
  }

  async #live(
    actor: Actor,
    start: (incarnation: Incarnation) => Promise<unknown>,
    incarnation: Incarnation,
  ): Promise<void> {
    try {
      const value = await start(incarnation);
      if (!incarnation.alive) return;
      actor.result = { status: "done", value };
    } catch (error) {
      if (!incarnation.alive) return;
      actor.result = { status: "failed", error };
      if (isNotImplemented(error)) this.#end ??= { kind: "unwritten", error };
      else if (!actor.mayFail)
        this.break({ kind: "threw", happened: `${actor.name} failed: ${tell(error)}.`, lane: actor.name, error });
    }
    incarnation.over = true;
  }

  /** Nothing goes on by itself any more: decide what happens next. */
  #turn(): void {
    const broken = this.#end === undefined ? this.#promised.always?.() : undefined;
    if (broken !== undefined) this.break(broken);
    if (this.#end !== undefined) return this.#close(this.#end);
    const { moves } = this;
    enumerateMoves(this, moves);
    if (moves.count === 0) return this.#close(this.#judge());
    if (this.steps >= this.limits.steps) return this.#close({ kind: "cut" });
    const chosen = this.#strategy.choose(moves, this.steps);
    if (chosen === LEAVE) return this.#close({ kind: "left" });
    const step = moves.steps[chosen];
    if (step === undefined) return this.#close({ kind: "left" });
    this.steps += 1;
    this.lastActor = step.actor;
    this.#make(step, moves.variants[chosen] ?? NORMAL);
    this.#still();
  }

  #make(step: Step, variant: number): void {
    const { operation, incarnation } = step;
    if (operation.due !== undefined) return this.#fire(step, operation.due, variant);
    if (variant === CRASH_BEFORE || variant === CRASH_AFTER) {
      this.#countFault("crashes");
      if (variant === CRASH_AFTER) {
        const answer = this.#perform(operation, variant);
        this.recorder?.step(incarnation.actor.name, operation, answer);
      }
      return this.#crash(step, variant);
    }
    if (step.resolve !== undefined) this.#remove(step);
    const fault = variant >= FIRST_FAULT ? operation.faults?.[variant - FIRST_FAULT] : undefined;
    if (fault !== undefined) this.#countFault(fault.kind);
    const answer = this.#perform(operation, variant);
    this.recorder?.step(
      incarnation.actor.name,
      operation,
      answer,
      fault === undefined ? undefined : { text: fault.text, lost: fault.lost === true },
    );
    if (answer.ok) step.resolve?.(answer.value);
    else step.reject?.(answer.error);
  }

  /** A timer: time passes. While someone could still go on, that is a fault: they were slow. */
  #fire(step: Step, due: number, variant: number): void {
    if (variant === CRASH_BEFORE) {
      this.#countFault("crashes");
      return this.#crash(step, variant);
    }
    const isEarly = variant === FIRST_FAULT;
    if (isEarly) this.#countFault("delays");
    this.now = Math.max(this.now, due);
    if (step.resolve !== undefined) this.#remove(step);
    const answer = this.#perform(step.operation, NORMAL);
    const slow = { text: "something else was slow", lost: false };
    this.recorder?.step(step.incarnation.actor.name, step.operation, answer, isEarly ? slow : undefined);
    if (answer.ok) step.resolve?.(answer.value);
    else step.reject?.(answer.error);
  }

  #perform(operation: Operation, variant: number): Answer {
    try {
      const fault = variant >= FIRST_FAULT ? operation.faults?.[variant - FIRST_FAULT] : undefined;
      return { ok: true, value: fault === undefined ? operation.perform() : fault.perform() };
    } catch (error) {
      return { ok: false, error };
    }
  }

  #crash(step: Step, variant: number): void {
    const { incarnation } = step;
    const { actor } = incarnation;
    this.recorder?.crash(
      actor.name,
      variant === CRASH_AFTER ? "before the answer arrives" : this.#whatIsMissed(incarnation),
    );
    incarnation.alive = false;
    for (let at = this.pending.length - 1; at >= 0; at -= 1)
      if (this.pending[at]?.incarnation === incarnation) this.pending.splice(at, 1);
    for (const held of incarnation.held) held.release();
    if (!actor.restarts) {
      actor.incarnation = undefined;
      actor.result = { status: "dead" };
      return;
    }
    this.recorder?.restart(actor.name);
    this.#begin(actor);
  }

  /** What a process was about to do when it died. */
  #whatIsMissed(incarnation: Incarnation): string {
    const asked = this.pending.find((each) => each.incarnation === incarnation && each.resolve !== undefined);
    return asked === undefined ? "while it waits" : `before: ${asked.operation.what()}`;
  }

  #countFault(kind: string): void {
    this.faults += 1;
    this.faultsOf.set(kind, (this.faultsOf.get(kind) ?? 0) + 1);
  }

  #remove(step: Step): void {
    const at = this.pending.indexOf(step);
    if (at !== -1) this.pending.splice(at, 1);
  }

  /** Nothing can happen any more: did everyone come to an end, and is all as it was promised? */
  #judge(): RunEnd {
    for (const actor of this.actors) {
      const { incarnation } = actor;
      if (incarnation === undefined || incarnation.over || actor.start === undefined) continue;
      if (this.pending.some((step) => step.incarnation === incarnation && isPatient(step))) continue;
      return { kind: "broken", broken: stuck(actor, this.pending) };
    }
    const broken = this.#promised.atTheEnd?.();
    return broken === undefined ? { kind: "held" } : { kind: "broken", broken };
  }

  /** From now on, nobody goes on. */
  #leave(): void {
    for (const { incarnation } of this.actors) if (incarnation !== undefined) incarnation.alive = false;
    this.pending.length = 0;
  }

  #close(end: RunEnd): void {
    this.#leave();
    if (end.kind === "broken") {
      this.recorder?.broken(end.broken.lane ?? this.laneOfTheLast, end.broken.happened);
    }
    this.#finish?.(end);
  }
}

/** A service waits for messages, and a loop for its next round: neither is stuck. */
const isPatient = (step: Step): boolean => step.resolve === undefined || step.operation.due !== undefined;

function stuck(actor: Actor, pending: readonly Step[]): Broken {
  const waiting = pending.find((step) => step.incarnation === actor.incarnation);
  return {
    kind: "never-settles",
    lane: actor.name,
    happened:
      waiting === undefined
        ? `${actor.name} never came to an end, although everything that it had asked for was answered.`
        : `${actor.name} waits for ever: it wants to ${waiting.operation.what()}, and nobody is left who could make room for it.`,
  };
}

const tell = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}`.replace(/[.:\s]+$/, "") : `threw ${String(error)}`;
