// @belief A fluent helper keeps what it is told in fields, and each method returns the helper itself.
// @breaks cases-share-nothing, forgotten-then-is-told
// @section what-to-compare
import { isDeepStrictEqual } from "node:util";
import {
  SpecificationFailed,
  type Decider,
  type DomainEvent,
  type GivenStep,
  type Specification,
  type WhenStep,
} from "eventlings";

/** What `decide` did: both are answers, and it is for the `then…` to say which one was wanted. */
type Outcome<Event> =
  | { readonly kind: "accepted"; readonly events: readonly Event[] }
  | { readonly kind: "refused"; readonly error: unknown };

/** A test helper for deciders: given these events, when this command is decided, then … */
export function createSpecification<Command, Event extends DomainEvent, State>(
  decider: Decider<Command, Event, State>,
): Specification<Command, Event> {
  let given: readonly Event[] = [];
  let current: { readonly command: Command } | undefined;
  let finished = true;

  const decide = (history: readonly Event[], command: Command): Outcome<Event> => {
    const state = history.reduce(decider.evolve, decider.initialState());
    try {
      return { kind: "accepted", events: decider.decide(command, state) };
    } catch (error) {
      return { kind: "refused", error };
    }
  };

  const outcome = (): Outcome<Event> => {
    if (current === undefined) throw new SpecificationFailed("when was not called.");
    finished = true;
    return decide(given, current.command);
  };

  const helper: Specification<Command, Event> & GivenStep<Command, Event> & WhenStep<Event> = {
    given(events) {
      given = events;
      return helper;
    },
    when(command) {
      current = { command };
      finished = false;
      return helper;
    },
    thenEvents: (expected) => assertEvents(outcome(), expected),
    thenFails: (expected) => assertRefused(outcome(), expected),
    done() {
      const forgotten = !finished;
      finished = true;
      if (forgotten) throw new SpecificationFailed("No then… followed on a when: nothing was checked there.");
    },
  };
  return helper;
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
  const isExpected = typeof expected === "string" ? codeOf(outcome.error) === expected : expected(outcome.error);
  if (!isExpected) {
    throw new SpecificationFailed("The command was refused, but not for the reason expected.", expected, outcome.error);
  }
}

/** The part of an event that a decision is about. Ids and times are somebody else's. */
const whatItSays = ({ type, data }: DomainEvent): DomainEvent => ({ type, data });

const codeOf = (error: unknown): unknown =>
  typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
