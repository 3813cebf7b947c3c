// Preloaded with `node --import`: a debugger in a worker thread that does what an editor does. It waits for the
// script whose source map names SOURCE, stops at LINE of that source, and says what it sees there.
import { Worker, isMainThread, parentPort } from "node:worker_threads";

if (isMainThread) {
  const worker = new Worker(new URL(import.meta.url), { execArgv: [] });
  await new Promise((resolve) => worker.once("message", resolve));
  worker.unref();
} else {
  const { Session } = await import("node:inspector");
  const { writeSync } = await import("node:fs");
  const { TraceMap, generatedPositionFor } = await import("@jridgewell/trace-mapping");
  // A session alone does not keep its thread alive.
  setInterval(() => undefined, 1000);
  const session = new Session();
  session.connectToMainThread();
  const post = (method, params) =>
    new Promise((resolve, reject) =>
      session.post(method, params, (error, result) => (error ? reject(new Error(error.message)) : resolve(result))),
    );
  const { SOURCE, LINE, EXPRESSION } = process.env;

  const maps = new Map();
  session.on("Debugger.scriptParsed", ({ params: { scriptId, sourceMapURL } }) => {
    const [, encoded] = /^data:application\/json;[^,]*base64,(.*)$/.exec(sourceMapURL ?? "") ?? [];
    if (encoded !== undefined) maps.set(scriptId, JSON.parse(Buffer.from(encoded, "base64").toString("utf8")));
  });
  /** Where LINE is in a script that was made from SOURCE. */
  const placeIn = (scriptId) => {
    const map = maps.get(scriptId);
    if (!map?.sources.includes(SOURCE)) return undefined;
    const at = generatedPositionFor(new TraceMap(map), { source: SOURCE, line: Number(LINE), column: 0, bias: -1 });
    return at.line === null ? undefined : { scriptId, lineNumber: at.line - 1, columnNumber: at.column };
  };
  session.on("Debugger.paused", ({ params: { reason, data, callFrames } }) => {
    const see = async () => {
      if (reason === "instrumentation") {
        const location = placeIn(data.scriptId);
        if (location !== undefined) await post("Debugger.setBreakpoint", { location });
      } else {
        const { callFrameId } = callFrames[0];
        const { result } = await post("Debugger.evaluateOnCallFrame", { callFrameId, expression: EXPRESSION });
        writeSync(1, `stopped in line ${LINE}: ${EXPRESSION} is ${result.value}\n`);
      }
      await post("Debugger.resume");
    };
    void see();
  });
  await post("Debugger.enable");
  // As editors do: stop before any script with a source map runs, or its breakpoints would come too late.
  await post("Debugger.setInstrumentationBreakpoint", { instrumentation: "beforeScriptWithSourceMapExecution" });
  parentPort.postMessage("attached");
}
