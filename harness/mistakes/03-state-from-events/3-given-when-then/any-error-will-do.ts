// @belief What counts is that the command was refused; which error said so is an implementation detail.
// @breaks refusal-must-match, failures-show-both-sides
// @section tests-that-cannot-fail
import { isDeepStrictEqual } from "node:util";
import { SpecificationFailed, type Decider, type DomainEvent, type Specification, type WhenStep } from "eventlings";

/** What `decide` did: both are answers, and it is for the `then…` to say which one was wanted. */
type Outcome<Event> =
  | { readonly kind: "accepted"; readonly events: readonly Event[] }
  | { readonly kind: "refused"; readonly error: unknown };

/** A test helper for deciders: given these events, when this command is decided, then … */
export function createSpecification<Command, Event extends DomainEvent, State>(
  decider: Decider<Command, Event, State>,
): Specification<Command, Event> {
  /** Each `when` that no `then…` has followed yet. */
  const unfinished = new Set<WhenStep<Event>>();

  const decide = (history: readonly Event[], command: Command): Outcome<Event> => {
    const state = history.reduce(decider.evolve, decider.initialState());
    try {
      return { kind: "accepted", events: decider.decide(command, state) };
    } catch (error) {
      return { kind: "refused", error };
    }
  };

  return {
    given: (events) => ({
      when(command) {
        const step: WhenStep<Event> = {
          thenEvents(expected) {
            unfinished.delete(step);
            assertEvents(decide(events, command), expected);
          },
          thenFails(expected) {
            unfinished.delete(step);
            assertRefused(decide(events, command), expected);
          },
        };
        unfinished.add(step);
        return step;
      },
    }),
    done() {
      const forgotten = unfinished.size;
      unfinished.clear();
      if (forgotten > 0) {
        throw new SpecificationFailed(`No then… followed on ${String(forgotten)} when: nothing was checked there.`);
      }
    },
  };
}

function assertEvents(outcome: Outcome<DomainEvent>, expected: readonly DomainEvent[]): void {
  if (outcome.kind === "refused") {
    throw new SpecificationFailed("Events were expected, but the command was refused.", expected, outcome.error);
  }
  if (!isDeepStrictEqual(outcome.events.map(whatItSays), expected.map(whatItSays))) {
    throw new SpecificationFailed("The events are not those expected.", expected, outcome.events);
  }
}

function assertRefused(outcome: Outcome<DomainEvent>, expected: string | ((error: unknown) => boolean)): void {
  // Not inside a try: a failure thrown here must not be taken for the refusal that was hoped for.
  if (outcome.kind === "accepted") {
    throw new SpecificationFailed("A refusal was expected, but the command was accepted.", expected, outcome.events);
  }
}

/** The part of an event that a decision is about. Ids and times are somebody else's. */
const whatItSays = ({ type, data }: DomainEvent): DomainEvent => ({ type, data });
