import { NotImplemented, type LoadShedder, type ShedderPorts } from "eventlings";

/**
 * Stands at the edge of the shop and lets in as much work as the shop can do.
 *
 * `ShedMarks`, `ShedderPorts` and `LoadShedder` (open their definitions) say what each number and word
 * means. What is promised:
 *
 * - Each importance has two marks. Its requests are refused from the moment at which `high` is pending, and
 *   let in again from the moment at which less than `low` is pending; no matter who arrives or ends in these
 *   moments. Between the marks it stays as it was. `"critical"` has marks as well.
 * - Pending is what *this* shedder has let in and has not ended, events included. It knows that by itself:
 *   asking somebody else at each arrival would be one more call just when there are too many.
 * - A refusal is a `Shed` at once, and costs nothing: no work, no message, no waiting.
 * - Events are facts. They are never refused, however little they matter.
 * - The same arrivals and ends lead to the same decisions.
 */
export function createLoadShedder(_ports: ShedderPorts): LoadShedder {
  return {
    async run(_arrival, _work) {
      // TODO: may it come in? A hundred others ask in the same moment.
      // TODO: from now on there is more to do. Until when? And who is let in or refused because of it?
      throw new NotImplemented("run");
    },
  };
}
