import type { ProcessEnd } from "./process.ts";
import type { Failure } from "./protocol.ts";

const megabytes = (bytes: number): string => `${String(Math.round(bytes / 1024 ** 2))} MB`;

/** Says in one or two sentences why a judge process ended before its job did. */
export function explainEnd(end: ProcessEnd): Failure {
  switch (end.reason) {
    case "stalled":
      return {
        kind: "endless-loop",
        happened:
          "Your code went into a loop that never gives up the thread: nothing else could run any more, no timer, no other message. In production every request to this process would hang.",
      };
    case "deadline":
      return {
        kind: "too-slow",
        happened: "Your code was still running when its time was up (30 s for all rules), and was ended.",
      };
    case "output":
      return {
        kind: "memory",
        happened: `Your code printed more than ${megabytes(end.bytes)} and was ended. A loop that logs at each step looks like this.`,
      };
    case "memory":
      return {
        kind: "memory",
        happened: `Your code used ${megabytes(end.bytes)} of memory and was ended. Something grows with every step and is never let go.`,
      };
    case "out-of-memory":
      return {
        kind: "memory",
        happened:
          "Your code filled all the memory that it may use (256 MB) and was ended. Something grows with every step and is never let go.",
      };
    case "exited":
      return {
        kind: "exit",
        happened:
          end.signal === null
            ? `The process that ran your code ended by itself (exit code ${String(end.code)}), before the rules had finished.`
            : `The process that ran your code was ended by the signal ${end.signal}, before the rules had finished.`,
      };
    case "ended-by-us":
      return { kind: "too-slow", happened: "The check was ended before it had finished." };
  }
}
