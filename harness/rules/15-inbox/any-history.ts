import fc from "fast-check";
import { message, number } from "./windows.ts";

/** What can happen to a window: seven ids, and seven numbers of two producers. */
const anyMessage = fc.oneof(
  fc.integer({ min: 1, max: 7 }).map((id) => message(`m${String(id)}`)),
  fc
    .tuple(fc.integer({ min: 1, max: 7 }), fc.constantFrom("orders", "payments"))
    .map(([sequence, producer]) => number(sequence, producer)),
);
/** One step of a history: a message comes, time passes, or the process starts anew. */
export const anyStep = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant("handle" as const), message: anyMessage }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("wait" as const), hours: fc.integer({ min: 1, max: 120 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("restart" as const), elapsed: fc.integer({ min: 0, max: 1e9 }) }),
  },
);
