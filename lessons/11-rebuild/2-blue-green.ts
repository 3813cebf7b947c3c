import { NotImplemented, type BlueGreen, type BlueGreenPorts } from "eventlings";

/**
 * A read model in two slots: readers read one of them, while the other is being filled by new code, or is
 * the way back. `BlueGreenPorts` and `BlueGreen` (open their definitions) have the tables and the calls.
 *
 * What is promised:
 * - `find` answers from the slot that is live, whole: nobody is ever told of a customer with less than the
 *   live slot has, whatever else goes on at that moment. A slot can be switched *and* retired between two
 *   statements of yours.
 * - There is one live slot at every moment, and it is in use.
 * - `switchTo` counts what a slot lacks in events of the log. Positions have gaps. It reads no more of the log
 *   than that takes: one event more than may be missing, or a batch more.
 * - `follow` takes each event into each slot once, whoever crashes, also when two processes follow at once. A
 *   round is one batch for each slot, also for one that has years to catch up with.
 *   A slot goes on being followed when readers have left it: without that there is no way back.
 * - `retire` never takes the slot that readers read, also not one to which somebody is switching just now.
 *   What is retired stays so: `follow` does not fill it again.
 */
export function createBlueGreen(_ports: BlueGreenPorts): BlueGreen {
  return {
    async follow() {
      // TODO: the next batch of the log, for each slot in use, each at its own position.
      throw new NotImplemented("follow");
    },
    async switchTo(_slot) {
      // TODO: all readers at once, and only to a slot that is nearly up to date.
      throw new NotImplemented("switchTo");
    },
    async retire(_slot) {
      throw new NotImplemented("retire");
    },
    async find(_customerId) {
      // TODO: which slot, and which row? These are two statements.
      throw new NotImplemented("find");
    },
  };
}
