import { once } from "node:events";
import { Agent, createServer, request, type ClientRequest, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { isNotImplemented, type RuleContext } from "#spec";
import type { Middleware } from "eventlings";
import { VirtualTime } from "../../traffic/virtual-time.ts";
import { drawn, OPTIONS, OVER, type Exercise } from "./servers.ts";

/** A request as the server sees it. */
interface Served {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  handedOn: number;
  thrown: unknown;
}

/** A request as its client sees it. */
interface Sent {
  readonly call: ClientRequest;
  readonly answered: Promise<IncomingMessage>;
}

/** A real server with the learner's middleware, and its clients. Only events are waited for, never time. */
class RealServer {
  readonly #settle: () => Promise<void>;
  readonly #agent = new Agent({ keepAlive: true });
  readonly #server;
  readonly #come: ((served: Served) => void)[] = [];

  constructor(middleware: Middleware, settle: () => Promise<void>) {
    this.#settle = settle;
    this.#server = createServer((incoming, response) => {
      const served: Served = { request: incoming, response, handedOn: 0, thrown: undefined };
      // The handler reads the request, and answers when the rule says so.
      incoming.resume();
      try {
        const returned = middleware(incoming, response, () => {
          served.handedOn += 1;
        });
        if (returned instanceof Promise) returned.catch((error: unknown) => (served.thrown = error));
      } catch (error) {
        served.thrown = error;
      }
      this.#come.shift()?.(served);
    });
  }

  async listen(): Promise<void> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
  }

  /** A client sends a request; waits until the middleware has seen it. */
  async send(client: string): Promise<{ readonly sent: Sent; readonly served: Served }> {
    const seen = new Promise<Served>((resolve) => void this.#come.push(resolve));
    const { port } = this.#server.address() as AddressInfo;
    const call = request({
      agent: this.#agent,
      host: "127.0.0.1",
      port,
      path: "/orders",
      method: "POST",
      headers: { "x-client": client },
    });
    const answered = new Promise<IncomingMessage>((resolve, reject) => {
      call.on("response", resolve).on("error", reject);
    });
    // Whoever gives up does not wait for an answer.
    answered.catch(() => undefined);
    call.end('{"sku":"mug"}');
    const served = await seen;
    if (isNotImplemented(served.thrown)) throw served.thrown;
    // Its body has been read, and every listener has heard of it.
    if (!served.request.closed) await once(served.request, "close");
    await this.#settle();
    return { sent: { call, answered }, served };
  }

  /** Closes everything, answered or not. */
  async close(): Promise<void> {
    this.#agent.destroy();
    const closed = once(this.#server, "close");
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }
}

/** Reads an answer to its end, so that its connection is free. */
async function read({ answered }: Sent): Promise<IncomingMessage> {
  const answer = await answered;
  answer.resume();
  if (!answer.complete) await once(answer, "end");
  return answer;
}

/** Two places, and real clients: one is answered, one leaves, others come. */
export async function beforeARealServer({
  exercise,
  check,
  step,
  scenario,
  settle,
}: Pick<RuleContext<Exercise>, "exercise" | "check" | "step" | "scenario" | "settle">): Promise<void> {
  const time = new VirtualTime();
  const server = new RealServer(
    exercise.createOverloadMiddleware({
      options: { ...OPTIONS, maxActive: 2 },
      clientOf: ({ headers }) => String(headers["x-client"]),
      rates: { take: (client) => (client === OVER.client ? OVER.wait : 0) },
      random: drawn(),
      timers: time,
    }),
    settle,
  );
  scenario("a server of node:http on 127.0.0.1 with two places; ana, ben and cleo each send an order");
  await server.listen();

  const isIn = async (client: string, story: string): Promise<{ sent: Sent; served: Served }> => {
    const both = await server.send(client);
    check.that(both.served.handedOn === 1, `${story} A request of ${client} was not handed on.`, {
      received:
        both.served.thrown ??
        (both.served.response.writableEnded
          ? `answered with ${String(both.served.response.statusCode)}`
          : "neither handed on nor answered"),
    });
    return both;
  };
  const isOut = async (client: string, status: number, story: string): Promise<void> => {
    const { sent, served } = await server.send(client);
    check.equal(served.handedOn, 0, `${story} A request of ${client} was handed on so often:`);
    check.that(served.response.writableEnded, `${story} A request of ${client} was neither handed on nor answered.`);
    const answer = await read(sent);
    check.equal(answer.statusCode, status, `${story} The client ${client} got this status:`);
    check.that(
      /^\d+$/.test(answer.headers["retry-after"] ?? ""),
      `${story} The client ${client} got no Retry-After in whole seconds.`,
      {
        received: answer.headers["retry-after"],
      },
    );
  };
  const isAnswered = async ({ sent, served }: { sent: Sent; served: Served }): Promise<void> => {
    const closed = once(served.response, "close");
    served.response.end("done");
    const answer = await read(sent);
    check.equal(
      [answer.statusCode, answer.headers["retry-after"]],
      [200, undefined],
      "A handler has answered a request. Status and Retry-After of the answer:",
    );
    await closed;
  };

  try {
    const ana = await isIn("ana", "No request is under way, where two may be.");
    const ben = await isIn("ben", "One request is under way, where two may be.");
    await isOut("cleo", 503, "Two requests are under way, where two may be.");
    step("ben leaves before he has an answer");
    const gone = once(ben.served.response, "close");
    ben.sent.call.destroy();
    await gone;
    const cleo = await isIn("cleo", "Of two requests that were under way, one has lost its client.");
    await isOut("ben", 503, "Two requests are under way, where two may be.");
    step("ana and cleo are answered; their connections stay open");
    await isAnswered(ana);
    await isAnswered(cleo);
    await isOut(OVER.client, 429, "No request is under way; this client sends too much.");
    step("ana, ben and cleo send one order each");
    const again = await isIn("ana", "All requests of before are over.");
    const last = await isIn("ben", "One request is under way, where two may be.");
    await isOut("cleo", 503, "Two requests are under way, where two may be.");
    await isAnswered(again);
    await isAnswered(last);
    check.equal(time.running, 0, "No request is under way, and so many timers of the middleware run:");
  } finally {
    await server.close();
  }
}
