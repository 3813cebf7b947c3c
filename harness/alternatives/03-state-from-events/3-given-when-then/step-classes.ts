// @style A class for each step, which decides as soon as when is called; comparison by its own recursion.
import {
  SpecificationFailed,
  type Decider,
  type DomainEvent,
  type GivenStep,
  type Specification,
  type WhenStep,
} from "eventlings";

class Then<Event extends DomainEvent> implements WhenStep<Event> {
  checked = false;
  readonly #decided: () => readonly Event[];

  constructor(decide: () => readonly Event[]) {
    try {
      const events = decide();
      this.#decided = () => events;
    } catch (error) {
      this.#decided = () => {
        throw error;
      };
    }
  }

  thenEvents(expected: readonly Pick<Event, "type" | "data">[]): void {
    this.checked = true;
    let received: readonly Event[];
    try {
      received = this.#decided();
    } catch (error) {
      throw new SpecificationFailed("decide threw.", expected, error);
    }
    const asExpected =
      received.length === expected.length &&
      received.every(({ type, data }, index) => type === expected[index]?.type && isSame(data, expected[index]?.data));
    if (!asExpected) throw new SpecificationFailed("Other events came.", expected, received);
  }

  thenFails(expected: string | ((error: unknown) => boolean)): void {
    this.checked = true;
    let received: readonly Event[];
    try {
      received = this.#decided();
    } catch (error) {
      if (typeof expected === "function" ? expected(error) : Object(error).code === expected) return;
      throw new SpecificationFailed("Another error came.", expected, error);
    }
    throw new SpecificationFailed("No error came.", expected, received);
  }
}

class DeciderSpecification<Command, Event extends DomainEvent, State> implements Specification<Command, Event> {
  readonly #decider: Decider<Command, Event, State>;
  #steps: Then<Event>[] = [];

  constructor(decider: Decider<Command, Event, State>) {
    this.#decider = decider;
  }

  given(events: readonly Event[]): GivenStep<Command, Event> {
    const makeState = (): State => {
      let state = this.#decider.initialState();
      for (const event of events) state = this.#decider.evolve(state, event);
      return state;
    };
    makeState(); // A history that the fold cannot take fails here, before there is a case.
    return {
      when: (command) => {
        const state = makeState();
        const step = new Then(() => this.#decider.decide(command, state));
        this.#steps.push(step);
        return step;
      },
    };
  }

  done(): void {
    const steps = this.#steps;
    this.#steps = [];
    if (!steps.every(({ checked }) => checked)) throw new SpecificationFailed("A case has no then.");
  }
}

export function createSpecification<Command, Event extends DomainEvent, State>(
  decider: Decider<Command, Event, State>,
): Specification<Command, Event> {
  return new DeciderSpecification(decider);
}

function isSame(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) return false;
  if (left instanceof Date || right instanceof Date) {
    return left instanceof Date && right instanceof Date && left.getTime() === right.getTime();
  }
  if (Array.isArray(left) !== Array.isArray(right)) return false;
  const [leftEntries, rightEntries] = [Object.entries(left), new Map(Object.entries(right))];
  return (
    leftEntries.length === rightEntries.size &&
    leftEntries.every(([key, value]) => rightEntries.has(key) && isSame(value, rightEntries.get(key)))
  );
}
