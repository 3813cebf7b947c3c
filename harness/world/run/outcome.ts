/** A promise that a run broke. */
export interface Broken {
  /** What happened, as full sentences. */
  readonly happened: string;
  readonly expected?: unknown;
  readonly received?: unknown;
  /** Lane in which it shows; that of the last step if absent. */
  readonly lane?: string;
  /** Where it is no broken promise but something else that is wrong. */
  readonly kind?: "broken-promise" | "threw" | "never-settles" | "round-the-ports" | "unhandled-rejection";
  /** What the learner's code threw, to find the place. */
  readonly error?: unknown;
}

/** How one run ended. */
export type RunEnd =
  | { readonly kind: "held" }
  | { readonly kind: "broken"; readonly broken: Broken }
  /** Too many steps: what it promises in the end was never looked at. */
  | { readonly kind: "cut" }
  /** The strategy left it. */
  | { readonly kind: "left" }
  /** The learner has not written this yet. */
  | { readonly kind: "unwritten"; readonly error: Error };

/** What a run is held against. Both say what is wrong, or nothing. */
export interface Promised {
  /** After every step. */
  readonly always?: () => Broken | undefined;
  /** When nothing can happen any more: everyone is done, and whoever crashed has recovered. */
  readonly atTheEnd?: () => Broken | undefined;
}
