import { NotImplemented, type DedupWindow, type WindowPorts } from "eventlings";

/**
 * What a consumer remembers of the messages that it has handled: for long enough, and no longer.
 *
 * - A message is known for as long as the broker may bring it again. `RedeliveryPolicy` (open its
 *   definition) says how long that is. After twice that time at the latest, its place is free, however
 *   often it was asked for. What `has` says in between is up to you.
 * - Where all places are taken by messages that may still come again, `add` throws a `WindowFull`, and
 *   remembers nothing more than before.
 * - A message with a number needs a place only while one before it is missing: the next number of its
 *   producer always fits. A number that is missing for so long that it cannot come any more (a message
 *   that got lost) holds nobody up, after twice the time at the latest.
 * - There are few producers, and what is kept for each may stay for ever.
 * - A restart goes on from `saved`. How long the process was down, nobody can tell: in doubt, remember.
 */
export function createDedupWindow(ports: WindowPorts): DedupWindow {
  void ports;

  return {
    has(_message) {
      // TODO: which of the two times of `clock` measures how long ago something was?
      throw new NotImplemented("has");
    },

    add(_message) {
      // TODO: what may be forgotten? And if nothing may?
      throw new NotImplemented("add");
    },

    save() {
      // TODO: ages or moments? Think of what the restarted process has to compare them with.
      throw new NotImplemented("save");
    },
  };
}
