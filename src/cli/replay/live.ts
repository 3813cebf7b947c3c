import type { TimelineEntry } from "../../kit/index.ts";
import { neutralise, textOf } from "../../render/index.ts";
import type { Io } from "../io.ts";

/** Prints each thing as it happens, so that it stands in order with what the learner's code prints itself. */
export function liveEntries(io: Io): (entry: TimelineEntry) => void {
  let count = 0;
  return (entry) => {
    count += 1;
    const who = "lane" in entry ? entry.lane : `${entry.from} → ${entry.to}`;
    io.print(`  ${String(count)}. ${neutralise(who)}: ${textOf(entry)}`);
  };
}
