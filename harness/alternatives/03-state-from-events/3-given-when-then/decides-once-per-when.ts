// @style Copies the given events; each when decides at its first then…, and remembers what came.
import { isDeepStrictEqual } from "node:util";
import { SpecificationFailed, type Decider, type DomainEvent, type Specification } from "eventlings";

type Outcome<Event> = { readonly events: readonly Event[] } | { readonly error: unknown };

const essence = ({ type, data }: DomainEvent) => ({ type, data });

export function createSpecification<Command, Event extends DomainEvent, State>(
  decider: Decider<Command, Event, State>,
): Specification<Command, Event> {
  let unjudged = new Set<object>();

  return {
    given(events) {
      const history = structuredClone(events);
      return {
        when(command) {
          const token = {};
          unjudged.add(token);
          let known: Outcome<Event> | undefined;
          const decide = (): Outcome<Event> => (known ??= run());
          const run = (): Outcome<Event> => {
            let state: State = decider.initialState();
            for (const event of structuredClone(history)) state = decider.evolve(state, event);
            try {
              return { events: decider.decide(command, state) };
            } catch (error) {
              return { error };
            }
          };
          return {
            thenEvents(expected) {
              unjudged.delete(token);
              const outcome = decide();
              if ("error" in outcome) {
                throw new SpecificationFailed(
                  `Expected events, but the command was refused: ${String(outcome.error)}`,
                  expected,
                  outcome.error,
                );
              }
              if (!isDeepStrictEqual(outcome.events.map(essence), expected.map(essence))) {
                throw new SpecificationFailed("Other events were decided.", expected, outcome.events);
              }
            },
            thenFails(expected) {
              unjudged.delete(token);
              const outcome = decide();
              if (!("error" in outcome)) {
                throw new SpecificationFailed(
                  "Expected a refusal, but the command was accepted.",
                  expected,
                  outcome.events,
                );
              }
              const { error } = outcome;
              const holds =
                typeof expected === "function"
                  ? expected(error)
                  : typeof error === "object" && error !== null && "code" in error && error.code === expected;
              if (!holds) throw new SpecificationFailed("Refused with another error.", expected, error);
            },
          };
        },
      };
    },
    done() {
      const open = unjudged.size;
      unjudged = new Set();
      if (open > 0) throw new SpecificationFailed(`${open} case(s) have no then….`);
    },
  };
}
