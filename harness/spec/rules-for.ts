import type { RuleContext } from "./context.ts";

/** A rule as its spec states it. */
export interface RuleDefinition<E = unknown> {
  readonly exercise: string;
  readonly id: string;
  readonly body: (context: RuleContext<E>) => Promise<void> | void;
  readonly costly?: boolean;
}

export interface RuleOptions {
  /**
   * It simulates much for the few checks that it makes: `verify` holds a wrong answer against it only where that
   * says so. Of rules that try schedules or very many cases, verify knows it by itself.
   */
  readonly costly?: boolean;
}

/** Whoever runs specs: the judge, or Vitest through `harness/runner/vitest-host.ts`. */
export interface SpecHost {
  define(rule: RuleDefinition): void;
}

const HOST = Symbol.for("eventlings.spec-host");

/** Names the host that the specs evaluated from now on report their rules to. */
export function setSpecHost(host: SpecHost): void {
  Reflect.set(globalThis, HOST, host);
}

/**
 * Starts a spec: returns the function that states its rules.
 *
 * The module is given only so that rules know its type and Vitest knows which file they depend on;
 * each rule gets it freshly evaluated as `exercise`.
 *
 * @param exercise id of the exercise: `"event-store/append"`
 * @param module   `import * as exercise from "#exercise/…"`
 */
export function rulesFor<E>(
  exercise: string,
  // eslint-disable-next-line no-unused-vars
  _module: E,
): (id: string, body: (context: RuleContext<E>) => Promise<void> | void, options?: RuleOptions) => void {
  const host = Reflect.get(globalThis, HOST) as SpecHost | undefined;
  if (host === undefined)
    throw new Error("A spec was loaded outside the judge and outside Vitest: nothing would run its rules.");
  return (id, body, options) => host.define({ exercise, id, body: body as RuleDefinition["body"], ...options });
}
