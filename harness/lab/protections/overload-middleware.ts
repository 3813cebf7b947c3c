import type { HttpRequest, HttpResponse, ResponseEvent } from "eventlings";
import type { LabModules } from "../modules.ts";
import { calling, type Protect } from "./protecting.ts";

/** Seconds after which those who were refused may come again. */
const RETRY_AFTER = { min: 1, max: 4 };

const REQUEST: HttpRequest = { headers: {}, url: "/orders", on: () => undefined, once: () => undefined };

/** A response, as far as the middleware sees it. */
class Response implements HttpResponse {
  statusCode = 200;
  destroyed = false;
  readonly #ended: (response: Response) => void;
  readonly #listeners: { readonly event: ResponseEvent; readonly listener: () => void; readonly once: boolean }[] = [];
  readonly #headers = new Map<string, string | number>();

  constructor(ended: (response: Response) => void) {
    this.#ended = ended;
  }

  /** Milliseconds that whoever was refused is asked to stay away. */
  get retryAfter(): number {
    return Number(this.#headers.get("retry-after") ?? 0) * 1_000;
  }

  setHeader(name: string, value: string | number): void {
    this.#headers.set(name.toLowerCase(), value);
  }

  end(): void {
    if (this.destroyed) return;
    this.#ended(this);
    this.#emit("finish");
    this.close();
  }

  /** It is over: all was sent, or the client has left. */
  close(): void {
    if (this.destroyed) return;
    this.destroyed = true;
    this.#emit("close");
  }

  on(event: ResponseEvent, listener: () => void): void {
    this.#listeners.push({ event, listener, once: false });
  }

  once(event: ResponseEvent, listener: () => void): void {
    this.#listeners.push({ event, listener, once: true });
  }

  #emit(event: ResponseEvent): void {
    for (const each of this.#listeners.filter((listening) => listening.event === event)) {
      if (each.once) this.#listeners.splice(this.#listeners.indexOf(each), 1);
      each.listener();
    }
  }
}

/** Stands before the handlers of a web server: too many under way are answered with a 503 and a time to come back. */
export const overloadMiddleware: Protect<LabModules["overload-middleware"]> = (
  module,
  { settings, time, random, version },
) => {
  const middleware = module.createOverloadMiddleware({
    options: { maxActive: settings.workers + settings.queue, retryAfter: RETRY_AFTER },
    clientOf: () => "somebody",
    // Nobody sends more than they may: what is too much is the sum.
    rates: { take: () => 0 },
    random,
    timers: time,
  });
  const open = new Map<number, Response>();
  return {
    send(attempt) {
      let isHandedOn = false;
      const response = new Response(({ statusCode, retryAfter }) => {
        open.delete(attempt);
        if (isHandedOn) return;
        if (statusCode < 400) version.complain(`answered a request itself, with the status ${String(statusCode)}.`);
        else if (Number.isFinite(retryAfter) && retryAfter <= RETRY_AFTER.max * 1_000)
          version.refuse(attempt, Math.max(0, Math.round(retryAfter)));
        else version.complain("asked a client to come back later than it may: look at the unit of Retry-After.");
      });
      open.set(attempt, response);
      const handle = async (): Promise<void> => {
        isHandedOn = true;
        await version.work(attempt);
        version.answer(attempt);
        response.end();
      };
      void calling(() =>
        middleware(REQUEST, response, () => void handle().catch((error: unknown) => version.fail(error))),
      ).catch((error: unknown) => version.fail(error));
    },
    gone(attempt) {
      open.get(attempt)?.close();
      open.delete(attempt);
    },
  };
};
