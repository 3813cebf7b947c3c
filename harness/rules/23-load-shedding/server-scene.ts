import type { Broken, Scene } from "#spec";
import { became, Exchange, OPTIONS, OVER, type End, type Exercise } from "./servers.ts";

const MAX_ACTIVE = 1;

/**
 * Two requests of which one loses its client, and one of a client that sends too much. They arrive,
 * finish and close in every order. In the end, as many come in as there are places, and one more.
 */
export const threeRequests: Scene<Exercise> = (world) => {
  const network = world.shared("network");
  let open = 0;
  /** Those that have had their finish, and not their close. */
  let ending = 0;
  let broken: Broken | undefined;

  world.process("server", async (me) => {
    const middleware = me.exercise.createOverloadMiddleware({
      options: { ...OPTIONS, maxActive: MAX_ACTIVE },
      clientOf: ({ headers }) => String(headers["x-client"]),
      rates: { take: (client) => (client === OVER.client ? OVER.wait : 0) },
      random: world.random.for(me),
      timers: world.clock.for(me),
    });
    const happens = (what: string): Promise<unknown> =>
      network.call(me, { what: () => what, changes: true, perform: () => undefined });

    /** A request comes in. What became of it is looked at when the server has gone as far as it can. */
    const comes = async (name: string, client: string): Promise<{ exchange: Exchange; look: () => void }> => {
      await happens(`${name} comes in`);
      const exchange = new Exchange(client);
      const isOver = client === OVER.client;
      const before = open;
      const sure = open - ending;
      const returned: unknown = middleware(exchange.request, exchange.response, () => {
        exchange.handedOn += 1;
        open += 1;
      });
      const look = (): void => {
        const isRefused = exchange.handedOn === 0 && exchange.refusal !== undefined;
        const isHandedOn = exchange.handedOn === 1 && exchange.refusal === undefined;
        const isRight = isOver
          ? isRefused && (exchange.refusal === 429 || before >= MAX_ACTIVE)
          : before < MAX_ACTIVE
            ? isHandedOn
            : (isRefused && exchange.refusal === 503) || (isHandedOn && sure < MAX_ACTIVE);
        if (isRight) return;
        broken ??= {
          happened: `${name} came in${isOver ? ", from a client that sends too much" : ""}. ${String(before)} requests were under way, where ${String(MAX_ACTIVE)} may be.`,
          expected: isOver ? "answered with 429" : before < MAX_ACTIVE ? "handed on" : "answered with 503",
          received: became(exchange),
        };
      };
      if (returned instanceof Promise) await returned;
      return { exchange, look };
    };

    const visit = async (name: string, client: string, end?: End): Promise<void> => {
      const { exchange, look } = await comes(name, client);
      if (end === "is sent") {
        await happens(`${name}: finish`);
        if (exchange.handedOn > 0) ending += 1;
        exchange.response.begins(end);
      }
      await happens(end === undefined ? `${name} is being worked on` : `${name}: close`);
      look();
      if (end === undefined) return;
      if (exchange.handedOn > 0) open -= 1;
      if (exchange.handedOn > 0 && end === "is sent") ending -= 1;
      exchange.response.closes();
    };

    await Promise.all([
      visit("order 1", "ana", "is sent"),
      visit("order 2", "ben", "loses its client"),
      visit("a page", OVER.client, "loses its client"),
    ]);
    for (const name of ["order 3", "order 4"]) await visit(name, "ana");
  });

  return { atTheEnd: () => broken };
};
