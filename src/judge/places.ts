import { dirname, isAbsolute, resolve } from "node:path";
import type { CompiledModule, SourcePlace } from "./protocol.ts";

/** Translates a place in a compiled module to the place in the file that the learner wrote. */
export async function toSource(place: SourcePlace, module: CompiledModule): Promise<SourcePlace> {
  if (module.map === undefined || place.file !== module.file) return place;
  const { TraceMap, originalPositionFor } = await import("@jridgewell/trace-mapping");
  const found = originalPositionFor(new TraceMap(module.map), {
    line: place.line,
    column: Math.max(0, (place.column ?? 1) - 1),
  });
  if (found.source === null) return { file: module.file, line: 1 };
  // Sources are named relative to the output folder "out", which is never made.
  const file = resolve(process.cwd(), "out", found.source);
  return {
    // A learner's file, or one beside it; a module that stands in no file is made of files from anywhere.
    file: !isAbsolute(module.file) || dirname(file) === dirname(module.file) ? file : module.file,
    line: found.line,
    column: found.column + 1,
  };
}
