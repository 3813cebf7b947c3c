import { RemoteError, type RemoteService } from "../../../src/kit/index.ts";
import { same } from "../../spec/same.ts";
import type { Caller } from "../caller.ts";
import { copy } from "../copy.ts";
import type { Site } from "../resource.ts";
import { lostCalls } from "./key-value.ts";
import { sayAnswer, sayValue } from "./words.ts";

/** How a service of someone else behaves. */
export interface ServiceOptions<Request, Response> {
  /** Its effect and its answer, at once. It may throw a `RemoteError` to refuse. */
  readonly handle: (request: Request, key: string | undefined) => Response;
  /** Milliseconds for which it remembers an idempotency key. Default: for ever. */
  readonly remembersKeysFor?: number;
}

interface Remembered {
  readonly request: unknown;
  readonly answer: { readonly response: unknown } | { readonly error: unknown };
  readonly until: number;
}

/** A service that times out before or after its effect, and honours idempotency keys. */
export class WorldService<Request, Response> {
  /** Every request that had an effect, in order. */
  readonly handled: { readonly request: Request; readonly key: string | undefined }[] = [];
  readonly #site: Site;
  readonly #options: ServiceOptions<Request, Response>;
  readonly #keys = new Map<string, Remembered>();

  constructor(site: Site, options: ServiceOptions<Request, Response>) {
    this.#site = site;
    this.#options = options;
  }

  for(caller: Caller): RemoteService<Request, Response> {
    const { footprints, name, run } = this.#site;
    const bit = footprints.bit(name);
    return {
      call: (request, options = {}) => {
        const sent = copy(request);
        const key = options.idempotencyKey;
        const perform = (): Response => this.#answer(sent, key);
        return caller.ask<Response>({
          lane: name,
          direction: "call",
          reads: bit,
          writes: bit,
          durable: true,
          faults:
            run.limits.faults.timeouts === undefined
              ? []
              : lostCalls(true, perform, () => new RemoteError("TIMEOUT", `${name} did not answer in time.`)),
          perform,
          what: () => `call with ${sayValue(sent)}${key === undefined ? "" : `, key ${key}`}`,
          outcome: sayAnswer,
        });
      },
    };
  }

  #answer(request: Request, key: string | undefined): Response {
    const known = key === undefined ? undefined : this.#keys.get(key);
    if (known !== undefined && known.until > this.#site.run.now) {
      if (!same(known.request, request))
        throw new RemoteError("KEY_REUSED", `${this.#site.name} has seen the key ${String(key)} with another request.`);
      if ("error" in known.answer) throw known.answer.error;
      return copy(known.answer.response) as Response;
    }
    let answer: Remembered["answer"];
    try {
      answer = { response: copy(this.#options.handle(copy(request), key)) };
      this.handled.push({ request: copy(request), key });
    } catch (error) {
      answer = { error };
    }
    if (key !== undefined)
      this.#keys.set(key, {
        request,
        answer,
        until: this.#site.run.now + (this.#options.remembersKeysFor ?? Infinity),
      });
    if ("error" in answer) throw answer.error;
    return copy(answer.response) as Response;
  }
}
