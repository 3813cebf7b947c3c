import type { ShedMarks } from "eventlings";
import type { LabModules } from "../modules.ts";
import { calling, hasCode, type Protect } from "./protecting.ts";

/** Where there is room for so many, the marks of each importance: the less important stops long before. */
export function marksFor(room: number): Readonly<Record<"critical" | "normal" | "optional", ShedMarks>> {
  const at = (high: number, low: number): ShedMarks => {
    const top = Math.max(2, Math.round(room * high));
    return { high: top, low: Math.max(1, Math.min(top - 1, Math.round(room * low))) };
  };
  return { critical: at(1, 0.8), normal: at(0.7, 0.5), optional: at(0.4, 0.3) };
}

/** Refuses at the edge, the least important first. */
export const loadShedder: Protect<LabModules["load-shedder"]> = (module, { settings, random, version }) => {
  const shedder = module.createLoadShedder({
    marks: marksFor(settings.workers + settings.queue),
    monitoring: { pending: () => Promise.resolve(0) },
    deadLetters: { publish: () => Promise.resolve() },
    random,
  });
  return {
    send(attempt) {
      const arrival = { kind: "request", name: "POST /orders", importance: version.importanceOf(attempt) } as const;
      void calling(() => shedder.run(arrival, () => version.work(attempt))).then(
        () => version.answer(attempt),
        (error: unknown) => (hasCode(error, "SHED") ? version.refuse(attempt) : version.fail(error)),
      );
    },
  };
};
