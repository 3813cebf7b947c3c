import type { Check } from "#spec";
import { armTripwires, sayTripped } from "../world/guards/tripwires.ts";

/**
 * Lets the learner's code do a little, and fails where it asks the real clock, starts a real timer or draws by itself.
 * In virtual time such code fails nearly every check, and none of them says why. Nothing of the judge's own may look
 * at the real clock meanwhile.
 */
export function usesOnlyPorts({ check, does }: { readonly check: Check; readonly does: () => void }): void {
  const tripwires = armTripwires();
  try {
    tripwires.watch();
    does();
    tripwires.rest();
    const round = tripwires.take();
    if (round !== undefined) check.fail(sayTripped(round), { origin: round.origin });
  } finally {
    tripwires.disarm();
  }
}
