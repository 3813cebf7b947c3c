import type { RandomSource, Timers } from "./timers.ts";

/** What a middleware needs to know of a request. Node's `http.IncomingMessage` is one. */
export interface HttpRequest {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly url?: string | undefined;
  /** `close`: the request has been read to its end, or its client has left. It says nothing about the answer. */
  on(event: "close", listener: () => void): unknown;
  once(event: "close", listener: () => void): unknown;
}

/**
 * What a response tells.
 * - `finish`: all of the answer was handed to the operating system. Not where the client left before.
 * - `error`: it could not be written. `close` follows.
 * - `close`: it is over, whatever came before. The last event, once for each response.
 */
export type ResponseEvent = "finish" | "error" | "close";

/** What a middleware needs of a response. Node's `http.ServerResponse` is one. */
export interface HttpResponse {
  statusCode: number;
  /** It has had its `close`: the client has left. Nothing will come any more, no event either. */
  readonly destroyed: boolean;
  /** Before `end`. */
  setHeader(name: string, value: string | number): unknown;
  /** Sends the answer. */
  end(body?: string): unknown;
  on(event: ResponseEvent, listener: () => void): unknown;
  once(event: ResponseEvent, listener: () => void): unknown;
}

/**
 * Looks at a request, and either answers it or calls `next`, which hands it on. `next` returns when the
 * handler waits for the first time, long before the response ends. It may throw; that is for whoever
 * called the middleware, and they will answer the request.
 */
export type Middleware = (request: HttpRequest, response: HttpResponse, next: () => void) => void | Promise<void>;

/** How many requests each client may send. */
export interface ClientRates {
  /** Counts a request of this client. Milliseconds until it may send this one; 0 where it may. Ask once. */
  take(client: string): number;
}

/** When a server has too much to do. */
export interface OverloadOptions {
  /** So many requests may be under way at once: handed on, and their response is not over. At least 1. */
  readonly maxActive: number;
  /** Whole seconds, both included: when a client may try again whom an overloaded server has refused. */
  readonly retryAfter: { readonly min: number; readonly max: number };
}

/** What an overload middleware is made with. It need not use all of it. */
export interface OverloadPorts {
  readonly options: OverloadOptions;
  /** Who sent this request. */
  readonly clientOf: (request: HttpRequest) => string;
  readonly rates: ClientRates;
  readonly random: RandomSource;
  readonly timers: Timers;
}
