import type { KeyValueClient } from "../../../src/kit/index.ts";
import type { Caller } from "../caller.ts";
import { copy } from "../copy.ts";
import type { Site } from "../resource.ts";
import type { Operation, OperationFault } from "../run/operation.ts";
import { sayAnswer, sayValue } from "./words.ts";

interface Entry {
  readonly value: unknown;
  readonly goneAt: number;
}

/** A connection that broke before, or after, the call had its effect. */
class ConnectionLost extends Error {
  readonly code = "ECONNRESET";

  constructor() {
    super("The connection to the key-value store was lost before it answered.");
    this.name = "ConnectionLost";
  }
}

/** A store like Redis: every call is atomic, values may expire. */
export class WorldKeyValue {
  readonly #site: Site;
  readonly #entries = new Map<string, Entry>();

  constructor(site: Site) {
    this.#site = site;
  }

  /** What is stored now: for promises. */
  get(key: string): unknown {
    const entry = this.#entries.get(key);
    return entry === undefined || entry.goneAt <= this.#site.run.now ? undefined : copy(entry.value);
  }

  /** Puts a value there before the run begins. */
  fill(key: string, value: unknown): void {
    this.#entries.set(key, { value: copy(value), goneAt: Infinity });
  }

  for(caller: Caller): KeyValueClient {
    const call = <T>(key: string, writes: boolean, what: () => string, perform: () => T): Promise<T> =>
      caller.ask<T>(this.#operation(key, writes, what, perform));
    return {
      get: (key) =>
        call(
          key,
          false,
          () => `get ${key}`,
          () => this.get(key),
        ),
      set: (key, value, options = {}) => {
        const kept = copy(value);
        return call(
          key,
          true,
          () => `set ${key} to ${sayValue(kept)}${options.onlyIf === undefined ? "" : ` if ${options.onlyIf}`}`,
          () => {
            const isThere = this.get(key) !== undefined;
            if (options.onlyIf !== undefined && isThere !== (options.onlyIf === "present")) return false;
            this.#entries.set(key, { value: kept, goneAt: this.#site.run.now + (options.expiresIn ?? Infinity) });
            return true;
          },
        );
      },
      delete: (key) =>
        call(
          key,
          true,
          () => `delete ${key}`,
          () => {
            const isThere = this.get(key) !== undefined;
            this.#entries.delete(key);
            return isThere;
          },
        ),
      increment: (key, by = 1) =>
        call(
          key,
          true,
          () => `add ${String(by)} to ${key}`,
          () => {
            const before = this.#entries.get(key);
            const sum = Number(this.get(key) ?? 0) + by;
            const goneAt = this.get(key) === undefined ? Infinity : (before?.goneAt ?? Infinity);
            this.#entries.set(key, { value: sum, goneAt });
            return sum;
          },
        ),
    };
  }

  #operation(key: string, writes: boolean, what: () => string, perform: () => unknown): Operation {
    const bit = this.#site.footprints.bit(`${this.#site.name}:${key}`);
    return {
      lane: this.#site.name,
      direction: "call",
      reads: bit,
      writes: writes ? bit : 0,
      durable: writes,
      faults:
        this.#site.run.limits.faults.timeouts === undefined
          ? []
          : lostCalls(writes, perform, () => new ConnectionLost()),
      perform,
      what,
      outcome: sayAnswer,
    };
  }
}

/** A call whose request, or whose answer, is lost. To lose the request of a mere question is enough. */
export function lostCalls(writes: boolean, perform: () => unknown, error: () => Error): readonly OperationFault[] {
  const fail = (): never => {
    throw error();
  };
  const request: OperationFault = { kind: "timeouts", text: "it never arrives", lost: true, perform: fail };
  if (!writes) return [request];
  return [
    request,
    {
      kind: "timeouts",
      text: "it takes place, and the answer is lost",
      perform() {
        perform();
        return fail();
      },
    },
  ];
}
