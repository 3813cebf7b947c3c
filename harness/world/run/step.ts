import type { Incarnation } from "./incarnation.ts";
import type { Operation } from "./operation.ts";

/** An operation that was asked for and has not happened yet. */
export class Step {
  readonly actor: number;
  /** Counts the steps that an actor asked for. */
  readonly sequence: number;
  readonly incarnation: Incarnation;
  readonly operation: Operation;
  readonly resolve: ((value: unknown) => void) | undefined;
  readonly reject: ((error: unknown) => void) | undefined;

  /** Without `resolve`, it is a standing offer: it can happen as often as it is ready. */
  constructor(
    incarnation: Incarnation,
    sequence: number,
    operation: Operation,
    resolve?: (value: unknown) => void,
    reject?: (error: unknown) => void,
  ) {
    this.actor = incarnation.actor.index;
    this.sequence = sequence;
    this.incarnation = incarnation;
    this.operation = operation;
    this.resolve = resolve;
    this.reject = reject;
  }
}
