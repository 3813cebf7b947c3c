import { NotImplemented, type Middleware, type OverloadPorts } from "eventlings";

/**
 * Stands before the handlers of a web server, and answers what the server cannot take on.
 *
 * `OverloadPorts`, `HttpResponse` and `ResponseEvent` (open their definitions) say what each port gives.
 * Node's own `http` objects fit them, and one rule uses those. What is promised:
 *
 * - At most `maxActive` requests are under way: handed on, and their response has not had its `close`.
 *   You may count one down at its `finish` already. Refused ones are not under way.
 * - Too many under way: `503`, with a `Retry-After` in whole seconds, drawn evenly from `min` to `max`.
 * - A client that sends too much: `429`, with a `Retry-After` in whole seconds, not before the client may come
 *   again, and at most `max` seconds after. It gets this also while there is room. Where both are the case,
 *   either answer will do.
 * - All others are handed on at once and once, with nothing changed. Nobody is made to wait.
 * - A client that has left before you look is not under way. Whether you hand its request on is up to you.
 * - What a refusal says in its body is up to you.
 */
export function createOverloadMiddleware(_ports: OverloadPorts): Middleware {
  return (_request, _response, _next) => {
    // TODO: can this request be handed on? If not, whose fault is that, and when is it worth another try?
    // TODO: when is it over? Clients leave, and some endings tell of themselves twice.
    throw new NotImplemented("createOverloadMiddleware");
  };
}
