import { rulesFor } from "#spec";
import type { LabMessage, LabSettings } from "../../src/judge/lab-settings.ts";
import { armTripwires, sayTripped } from "../world/guards/tripwires.ts";
import type { LabModule } from "./modules.ts";
import { simulate } from "./simulate.ts";
import { Fault } from "./version.ts";

/** The subject: the learner's part, and what is to be simulated. */
interface Subject {
  readonly part: LabModule["module"];
  readonly settings: LabSettings;
  readonly noun: string;
}

const rule = rulesFor("lab", {} as Subject);

rule("backpressure", async ({ exercise: { part: module, settings, noun }, check, tell }) => {
  const say = (message: LabMessage): void => tell([JSON.stringify(message)]);
  // What asks the real clock would give other figures each time.
  const tripwires = armTripwires();
  try {
    tripwires.watch();
    const end = await simulate({
      settings,
      part: { strategy: settings.strategy, module } as LabModule,
      noun,
      told: (row) => say({ row }),
    });
    tripwires.rest();
    const round = tripwires.take();
    if (round !== undefined) check.fail(sayTripped(round), { origin: round.origin });
    say({ end });
    check.that(end.offered > 0, "Nobody came.");
  } catch (error) {
    if (error instanceof Fault) check.fail(error.message);
    throw error;
  } finally {
    tripwires.disarm();
  }
});
