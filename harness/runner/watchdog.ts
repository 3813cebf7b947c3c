import { writeSync } from "node:fs";
import { Session } from "node:inspector";
import { workerData } from "node:worker_threads";
import type { JudgeMessage } from "../../src/judge/protocol.ts";

/** What the judge's main thread hands to its watchdog. */
export interface WatchdogData {
  /** [0] counts heartbeats; [1] is 1 while learner code may be running. */
  readonly pulse: SharedArrayBuffer;
  readonly channel: number;
  /** Milliseconds without a heartbeat before the main thread counts as stuck. */
  readonly stallLimit: number;
  /** Bytes of resident memory that the process may use. */
  readonly memoryLimit: number;
}

interface CallFrame {
  readonly functionName: string;
  readonly url: string;
  readonly location: { readonly lineNumber: number; readonly columnNumber?: number };
}

const INTERVAL = 50;

const { pulse, channel, stallLimit, memoryLimit } = workerData as WatchdogData;
const cells = new Int32Array(pulse);
const send = (message: JudgeMessage): void => void writeSync(channel, `${JSON.stringify(message)}\n`);

let lastBeat = -1;
let since = Date.now();
let told = false;

setInterval(() => {
  if (told) return;
  const bytes = process.memoryUsage.rss();
  if (bytes > memoryLimit) {
    told = true;
    send({ type: "memory", bytes });
    return;
  }
  const beat = Atomics.load(cells, 0);
  if (beat !== lastBeat || Atomics.load(cells, 1) === 0) {
    lastBeat = beat;
    since = Date.now();
    return;
  }
  if (Date.now() - since < stallLimit) return;
  told = true;
  reportWhereItHangs();
}, INTERVAL);

/** Pauses the stuck main thread with the debugger and reads where it is. */
function reportWhereItHangs(): void {
  const session = new Session();
  // If the debugger cannot get through, the stall is reported without a place.
  setTimeout(() => send({ type: "stalled" }), 700);
  session.connectToMainThread();
  session.on("Debugger.paused", ({ params }) => {
    const frames = params.callFrames as readonly CallFrame[];
    const frame = frames.find(
      ({ url }) =>
        url !== "" && !url.startsWith("node:") && !url.includes("/dist/judge/") && !url.includes("\\dist\\judge\\"),
    );
    if (frame === undefined) {
      send({ type: "stalled" });
      return;
    }
    const { lineNumber, columnNumber } = frame.location;
    const place = {
      file: frame.url,
      line: lineNumber + 1,
      ...(columnNumber === undefined ? {} : { column: columnNumber + 1 }),
    };
    send({ type: "stalled", place, functionName: frame.functionName });
  });
  session.post("Debugger.enable");
  session.post("Debugger.pause");
}
