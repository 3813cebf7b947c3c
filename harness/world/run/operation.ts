import type { FaultKind } from "./faults.ts";

/** What came of an operation: what its caller gets. */
export type Answer = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: unknown };

/** Another way in which an operation can go, if the rule allows such a fault. */
export interface OperationFault {
  readonly kind: FaultKind;
  /** How a timeline calls it: `"the answer is lost"`. */
  readonly text: string;
  /** What happens instead. What it throws, the caller gets. */
  perform(): unknown;
  /** Does the message of this step never reach its end? Then the timeline shows it as lost. */
  readonly lost?: boolean;
}

/**
 * One step that a process can make at a resource: atomic in itself, and put off until a schedule lets
 * it happen. Texts are only asked for when a timeline is recorded.
 */
export interface Operation {
  /** Lane of the resource. */
  readonly lane: string;
  /** Who speaks: the process to the resource, the resource to the process, or the process to itself. */
  readonly direction: "call" | "delivery" | "local";
  /** Bits of what it reads, `ready` included (see `Footprints`). */
  readonly reads: number;
  /** Bits of what it changes. */
  readonly writes: number;
  /** Does something that outlives its caller? Only then does a crash after it differ from one before it. */
  readonly durable: boolean;
  readonly faults?: readonly OperationFault[];
  /** For a timer: the virtual time at which it fires. */
  readonly due?: number;
  /** Can it happen now? It waits for as long as it says no: for a lock, for a message. */
  ready?(): boolean;
  /** The effect. What it returns or throws, the caller gets. */
  perform(): unknown;
  /** What it is about to do: `"insert order-1 into outbox"`. */
  what(): string;
  /** What came of it: `"2 rows"`. */
  outcome?(answer: Answer): string | undefined;
}
