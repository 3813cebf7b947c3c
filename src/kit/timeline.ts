/** Someone or something that takes part in a run: a process runs code and can crash, a resource keeps things. */
export interface TimelineLane {
  readonly id: string;
  /** Short: it heads a column. */
  readonly name: string;
  readonly kind: "process" | "resource";
}

/** One thing that happened. Lanes are named by their ids. */
export type TimelineEntry =
  /** Something within one lane: a timer fired, a lease expired, a row was committed. */
  | { readonly kind: "step"; readonly lane: string; readonly text: string }
  /** One lane asked or told another something: a call, a delivery. */
  | { readonly kind: "message"; readonly from: string; readonly to: string; readonly text: string }
  /** A message that never arrived: a lost answer, a dropped delivery. */
  | { readonly kind: "lost"; readonly from: string; readonly to: string; readonly text: string }
  /** A process died here; what it was about to do did not happen. */
  | { readonly kind: "crash"; readonly lane: string; readonly text: string }
  /** A fresh incarnation of a process that had died. */
  | { readonly kind: "restart"; readonly lane: string; readonly text: string }
  /** Here a promise was broken. */
  | { readonly kind: "broken"; readonly lane: string; readonly text: string };

/** What happened in one run, in order. Plain data: it crosses process boundaries as JSON. */
export interface Timeline {
  readonly lanes: readonly TimelineLane[];
  readonly entries: readonly TimelineEntry[];
}
