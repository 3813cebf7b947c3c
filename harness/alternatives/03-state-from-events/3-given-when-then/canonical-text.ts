// @style Functional: an answer is a function, events are compared as canonical text, forgotten steps are numbered.
import { SpecificationFailed, type Decider, type DomainEvent, type Specification } from "eventlings";

type Judge = (events: readonly DomainEvent[] | undefined, error: unknown) => boolean;

/** One text for each value: keys are sorted, and dates are told from strings. */
const canonical = (value: unknown): string => {
  if (value instanceof Date) return `date ${String(value.getTime())}`;
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "undefined";
  const fields = Object.entries(value).map(([key, field]) => `${JSON.stringify(key)}:${canonical(field)}`);
  return `{${fields.sort().join()}}`;
};
const textOf = (events: readonly DomainEvent[]): string => canonical(events.map(({ type, data }) => [type, data]));

export function createSpecification<Command, Event extends DomainEvent, State>(
  decider: Decider<Command, Event, State>,
): Specification<Command, Event> {
  let last = 0;
  let open: readonly number[] = [];

  return {
    given: (history) => ({
      when: (command) => {
        const number = (last += 1);
        open = [...open, number];

        const judge = (expected: unknown, isRight: Judge): void => {
          open = open.filter((other) => other !== number);
          const state = history.reduce((before, event) => decider.evolve(before, event), decider.initialState());
          let events: readonly Event[] | undefined;
          let error: unknown;
          try {
            events = decider.decide(command, state);
          } catch (thrown) {
            error = thrown;
          }
          if (isRight(events, error)) return;
          throw new SpecificationFailed("The case does not hold.", expected, events ?? error);
        };

        return {
          thenEvents: (expected) =>
            judge(expected, (events) => events !== undefined && textOf(events) === textOf(expected)),
          thenFails: (expected) =>
            judge(expected, (events, error) => {
              if (events !== undefined) return false;
              if (typeof expected === "function") return expected(error);
              return error instanceof Error && "code" in error && error.code === expected;
            }),
        };
      },
    }),
    done() {
      const forgotten = open.length;
      open = [];
      if (forgotten !== 0) throw new SpecificationFailed(`Cases without a then…: ${String(forgotten)}.`);
    },
  };
}
