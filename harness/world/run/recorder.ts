import type { TimelineEntry, TimelineLane } from "../../../src/kit/index.ts";
import type { Answer, Operation } from "./operation.ts";

/** Longest text of one entry: a timeline is read at a glance. */
const LONGEST = 100;

/** Writes down what happens in a run. Most runs are not recorded. */
export class Recorder {
  readonly lanes: TimelineLane[] = [];
  readonly entries: TimelineEntry[] = [];

  lane(id: string, kind: TimelineLane["kind"]): void {
    if (!this.lanes.some((lane) => lane.id === id)) this.lanes.push({ id, name: id, kind });
  }

  /** An operation of `actor` took place; `lost` if its message never arrived. */
  step(actor: string, operation: Operation, answer: Answer | undefined, fault?: { text: string; lost: boolean }): void {
    this.lane(operation.lane, "resource");
    const outcome = answer === undefined ? undefined : operation.outcome?.(answer);
    const text = short(
      `${operation.what()}${outcome === undefined || fault !== undefined ? "" : `: ${outcome}`}${fault === undefined ? "" : ` (${fault.text})`}`,
    );
    if (operation.direction === "local" || actor === operation.lane)
      return void this.entries.push({ kind: "step", lane: actor, text });
    const [from, to] = operation.direction === "call" ? [actor, operation.lane] : [operation.lane, actor];
    this.entries.push({ kind: fault?.lost === true ? "lost" : "message", from, to, text });
  }

  crash(lane: string, text: string): void {
    this.entries.push({ kind: "crash", lane, text: short(text) });
  }

  restart(lane: string): void {
    this.entries.push({ kind: "restart", lane, text: "a fresh process: only what is stored is left" });
  }

  broken(lane: string, text: string): void {
    this.entries.push({ kind: "broken", lane, text });
  }
}

const short = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST - 2)} …` : text);
