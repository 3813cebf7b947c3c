import { EventEmitter } from "node:events";
import type * as exercise from "#exercise/23-load-shedding/2-overload-middleware";
import { isNotImplemented } from "#spec";
import type { HttpRequest, HttpResponse, Middleware, OverloadOptions, RandomSource } from "eventlings";
import { VirtualTime } from "../../traffic/virtual-time.ts";

export type Exercise = typeof exercise;

export const OPTIONS: OverloadOptions = { maxActive: 10, retryAfter: { min: 5, max: 15 } };

/** A client that has sent too much, and may send again in so many milliseconds. */
export const OVER = { client: "crawler", wait: 7_300 } as const;

/** One that has to wait for longer than anybody whom the server refuses. */
export const FAR_OVER = { client: "scraper", wait: 61_200 } as const;

/** Numbers that look random, and are the same in every run. */
export function drawn(seed = 1): RandomSource {
  let last = seed;
  return {
    next() {
      last = (last * 16_807) % 2_147_483_647;
      return last / 2_147_483_647;
    },
  };
}

/** How a response comes to its end. */
export type End = "is sent" | "breaks" | "loses its client";

/** A response as Node makes them, without a connection. */
export class FakeResponse extends EventEmitter implements HttpResponse {
  statusCode = 200;
  destroyed = false;
  readonly headers = new Map<string, string>();
  ended = 0;

  setHeader(name: string, value: string | number): this {
    if (this.ended > 0) throw new Error("Cannot set headers after they are sent to the client");
    this.headers.set(name.toLowerCase(), String(value));
    return this;
  }

  end(): this {
    this.ended += 1;
    return this;
  }

  /** The first event of this end. `close` is for later. */
  begins(end: End): void {
    if (end === "is sent") this.emit("finish");
    // Without a listener it would be thrown, as Node does.
    if (end === "breaks" && this.listenerCount("error") > 0) this.emit("error", new Error("write EPIPE"));
  }

  closes(): void {
    if (this.destroyed) return;
    this.destroyed = true;
    this.emit("close");
  }
}

/** One request, and what became of it. */
export class Exchange {
  readonly response = new FakeResponse();
  readonly request: HttpRequest & EventEmitter;
  /** How often it was handed on. */
  handedOn = 0;
  /** What the middleware threw. */
  thrown: unknown;

  constructor(client: string) {
    this.request = Object.assign(new EventEmitter(), { url: "/orders", headers: { "x-client": client } });
  }

  get isUnderWay(): boolean {
    return this.handedOn > 0 && !this.response.destroyed;
  }

  /** The status that it was answered with by the middleware, if it was. */
  get refusal(): number | undefined {
    return this.response.ended > 0 ? this.response.statusCode : undefined;
  }

  ends(end: End = "is sent"): void {
    this.response.begins(end);
    this.response.closes();
  }
}

/** A server with a middleware of the learner's. Its handlers go on until somebody ends them. */
export class Server {
  readonly middleware: Middleware;
  readonly time = new VirtualTime();
  /** For each request, how often the rates were asked. */
  readonly takes: number[] = [];
  #taken = 0;

  constructor(
    exercise: Exercise,
    { options = OPTIONS, random = drawn() }: { options?: OverloadOptions; random?: RandomSource } = {},
  ) {
    this.middleware = exercise.createOverloadMiddleware({
      options,
      clientOf: ({ headers }) => String(headers["x-client"]),
      rates: {
        take: (client) => {
          this.#taken += 1;
          return [OVER, FAR_OVER].find((over) => over.client === client)?.wait ?? 0;
        },
      },
      random,
      timers: this.time,
    });
  }

  /**
   * A request comes in, and gets as far as it can without time passing. What a handler throws goes through
   * the middleware to whoever called it, and they answer.
   */
  async arrives(
    client = "ana",
    {
      gone = false,
      isRead = true,
      handler,
    }: { readonly gone?: boolean; readonly isRead?: boolean; readonly handler?: () => void } = {},
  ): Promise<Exchange> {
    const exchange = this.#comesIn(client, gone, handler);
    await this.time.pass(0);
    this.takes.push(this.#taken);
    this.#taken = 0;
    if (isNotImplemented(exchange.thrown)) throw exchange.thrown;
    if (!isRead) return exchange;
    exchange.request.emit("close");
    await this.time.pass(0);
    return exchange;
  }

  /** So many come in within the same moment. */
  async arriveTogether(count: number): Promise<Exchange[]> {
    const exchanges = Array.from({ length: count }, () => this.#comesIn("ana"));
    await this.time.pass(0);
    return exchanges;
  }

  /** So many come in, one after the other. */
  async arrive(count: number, client?: string): Promise<Exchange[]> {
    const exchanges: Exchange[] = [];
    for (let each = 1; each <= count; each += 1) exchanges.push(await this.arrives(client));
    return exchanges;
  }

  #comesIn(client: string, gone = false, handler?: () => void): Exchange {
    const exchange = new Exchange(client);
    if (gone) exchange.response.closes();
    try {
      const returned: unknown = this.middleware(exchange.request, exchange.response, () => {
        exchange.handedOn += 1;
        handler?.();
      });
      // An async middleware is one as well; whoever calls it waits for it.
      if (returned instanceof Promise) void returned.catch((error: unknown) => (exchange.thrown = error));
    } catch (error) {
      exchange.thrown = error;
    }
    return exchange;
  }
}

export const handedOn = (exchanges: readonly Exchange[]): number =>
  exchanges.filter((exchange) => exchange.handedOn > 0).length;

/** What became of a request, in words. */
export function became({ handedOn: times, refusal, thrown }: Exchange): string {
  const parts = [
    ...(times > 0 ? [times === 1 ? "handed on" : `handed on ${String(times)} times`] : []),
    ...(refusal === undefined ? [] : [`answered with ${String(refusal)}`]),
    ...(thrown === undefined ? [] : ["ended with an error"]),
  ];
  return parts.join(" and ") || "neither handed on nor answered";
}
