import { NotImplemented, type Decider, type DomainEvent, type Specification } from "eventlings";

/**
 * A test helper for deciders:
 *
 *     const order = createSpecification(orderDecider);
 *     order.given([placed]).when(pay).thenEvents([paid]);
 *     order.given([placed, paid]).when(pay).thenFails("ALREADY_PAID");
 *     order.done(); // after each test
 *
 * `Specification` and `Decider` (open their definitions) say what each step takes and promises. A
 * case that does not hold throws `SpecificationFailed`, with what was expected and what came.
 * The state that `decide` gets is made by the decider's own `initialState` and `evolve`.
 *
 * You may import `isDeepStrictEqual` from "node:util".
 */
export function createSpecification<Command, Event extends DomainEvent, State>(
  _decider: Decider<Command, Event, State>,
): Specification<Command, Event> {
  // TODO: whatever is wrong with a decider, one of your steps fails. When would they pass all the same?
  // TODO: no case may depend on another one, and a case without a then… must not go unnoticed.
  throw new NotImplemented("createSpecification");
}
