import { NotImplemented, type CommandPorts, type OrderCommands } from "eventlings";

/**
 * Handles commands: validates one, loads the order's stream (`orderStream(orderId)`), decides, appends
 * what follows to that stream, and says where it was recorded. `CommandPorts` and `OrderCommands` (open
 * their definitions) say what each part does, and what `handle` gives and throws.
 *
 * What is not valid is turned away before anything is read or written, in whatever store.
 *
 * A sender who gets no answer sends the same command again, with the same `commandId`: a moment or a month
 * later, to this process or to another one, perhaps while the first copy is still at work. A command
 * whose events are recorded is not decided again: it is answered as it was the first time. How you know it
 * again is your choice. What goes wrong is not remembered: refused today, it may be possible tomorrow.
 *
 * Only what `decide` gave is appended, in any stream. The `metadata` of the events is yours.
 *
 * Nobody but the store is told, so `publish` is not called: read models and relays follow the store's log.
 */
export function createCommandHandler(_ports: CommandPorts): OrderCommands {
  return {
    // TODO: each command once, whenever it is sent again, wherever you crash.
    // TODO: a decision counts only for the events that it was made on.
    async handle(_request) {
      throw new NotImplemented("handle");
    },
  };
}
