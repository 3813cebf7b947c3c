import { NotImplemented, type ForgetPorts, type Forgetting } from "eventlings";

/**
 * Forgets a person in a shop where people send each other gifts.
 *
 * `ForgetPorts` (open its definition) lists the places. In the events, what is personal is sealed under the key of its
 * person. In all others it is readable: the name of the giver, and the name and the address of the receiver. The ids
 * are random numbers and may stay.
 *
 * When `forget` has resolved, `REDACTED` stands wherever something of this person stood. What is about others stays
 * as it is. So do orders, totals, statistics and the messages that are still to be published. What may go altogether:
 * snapshots of the person's orders, their entries in `search` and `cache`, and messages that were published.
 *
 * Projections go on while you work. `PersonRow` says what they keep to, and what you can rely on.
 */
export function createForgetting({ store, keys, database, search, cache }: ForgetPorts): Forgetting {
  void store;
  void keys;
  void database;
  void search;
  void cache;

  return {
    async forget(_person) {
      // TODO: nothing of the person in any place, although the process can die at any moment and call this again.
      // TODO: nothing of it comes back, although a projection may have read it a moment ago.
      throw new NotImplemented("forget");
    },
  };
}
