import { Script } from "node:vm";
import type { At } from "./stuck.ts";

/** A module compiled to CommonJS and not yet evaluated. Each call evaluates it afresh. */
export type ModuleFactory = () => Record<string, unknown>;

/** Answers `require(name)` for the modules that a piece of code may import. */
export type Require = (name: string) => unknown;

const OPENING = "(function (module, exports, require, __at) {";

type Wrapped = (
  module: { exports: Record<string, unknown> },
  exports: Record<string, unknown>,
  require: Require,
  at: At | undefined,
) => void;

/**
 * Compiles a module once, so that it can be evaluated as often as there are processes and restarts:
 * no variable at the top of the learner's file survives from one evaluation to the next.
 *
 * @param file names the script in stack traces; positions in it are those of `code`
 * @param at   what the loops and functions of a probed module call
 */
export function compileModule(file: string, code: string, require: Require, at?: At): ModuleFactory {
  // On the code's own first line: a debugger reads source maps as if there were no other line before it.
  const script = new Script(`${OPENING}${code}\n})`, { filename: file, columnOffset: -OPENING.length });
  const wrapped = script.runInThisContext() as Wrapped;
  return () => {
    const module = { exports: {} };
    wrapped(module, module.exports, require, at);
    return module.exports;
  };
}
