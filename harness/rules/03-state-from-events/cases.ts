import { isNotImplemented, type Check } from "#spec";
import type { DomainEvent, SpecificationFailed } from "eventlings";

export const codeOf = (error: unknown): unknown => (error instanceof Error ? Reflect.get(error, "code") : undefined);
const isFailure = (error: unknown): error is SpecificationFailed => codeOf(error) === "SPECIFICATION_FAILED";

/** The case is right: it must return. */
export function holds(check: Check, action: () => void, happened: string): void {
  try {
    action();
  } catch (error) {
    if (isNotImplemented(error)) throw error;
    check.fail(`${happened} It threw ${String(error)}`);
  }
  check.that(true, happened);
}

/** The case is wrong: it must throw `SpecificationFailed`, which is given back. */
export function failsToHold(check: Check, action: () => void, happened: string): SpecificationFailed {
  try {
    action();
  } catch (error) {
    if (isNotImplemented(error)) throw error;
    check.that(isFailure(error), `The case is wrong, but what it threw is not SpecificationFailed: ${String(error)}`);
    return error as SpecificationFailed;
  }
  return check.fail(happened);
}

/** What events say, without ids and times; anything else as it is. */
export const says = (events: unknown): unknown =>
  Array.isArray(events) ? events.map(({ type, data }: DomainEvent) => ({ type, data })) : events;
