import type { Timeline, TimelineEntry } from "../kit/index.ts";
import { neutralise } from "./text/neutralise.ts";
import { textOf } from "./timeline.ts";

/** The run as the text of a Mermaid sequence diagram, for a page or an issue. Its numbers are those of the timeline. */
export function timelineToMermaid({ lanes, entries }: Timeline): string {
  const names = new Map(lanes.map(({ id }, index) => [id, `lane${String(index + 1)}`]));
  const nameOf = (id: string): string => names.get(id) ?? "unknown";
  return [
    "sequenceDiagram",
    ...lanes.map(({ id, name }) => `  participant ${nameOf(id)} as ${escape(name)}`),
    ...entries.map(
      (entry, index) => `  ${statement(entry, nameOf)}: ${escape(`${String(index + 1)}. ${textOf(entry)}`)}`,
    ),
    "",
  ].join("\n");
}

function statement(entry: TimelineEntry, nameOf: (id: string) => string): string {
  switch (entry.kind) {
    case "message":
      return `${nameOf(entry.from)}->>${nameOf(entry.to)}`;
    case "lost":
      return `${nameOf(entry.from)}-x${nameOf(entry.to)}`;
    case "step":
    case "crash":
    case "restart":
    case "broken":
      return `Note over ${nameOf(entry.lane)}`;
  }
}

/** Mermaid reads `;` as the end of a line, `#` as the start of an entity, `%%` as a comment and the word "end" as an end. */
function escape(text: string): string {
  return neutralise(text)
    .replace(/[#;<>%&]/g, (character) => `#${String(character.charCodeAt(0))};`)
    .replace(/\bend\b/gi, (word) => `#${String(word.charCodeAt(0))};${word.slice(1)}`)
    .replace(/\s*\n\s*/g, "<br/>");
}
