import type { Broken, Me, World } from "#spec";
import {
  BrokerError,
  type CountedRow,
  type OrderIntegrationEvent,
  type OutboxWorker,
  type WorkerPorts,
} from "eventlings";
import { aRow } from "./relays.ts";

export const MAX_CRASHES = 2;
export const MAX_FAILURES = 3;

interface Workers {
  createOutboxWorker(ports: WorkerPorts): OutboxWorker;
}

/** What becomes of an attempt: it works, unless told. */
export type Outcome = (id: string, attempt: number) => "works" | "fails";

/** How often, in words. */
export const times = (count: number): string => (count === 1 ? "once" : `${String(count)} times`);

/** More rounds than any right answer needs. A worker that never says "nothing left" is asked no longer. */
async function untilIdle(worker: OutboxWorker): Promise<void> {
  for (let round = 1; round <= 12; round += 1) if (!(await worker.handleNext())) return;
}

/** A worker over an outbox, and what can be said of it. Messages are pairs of id and key. */
export function openWorker(
  world: World<Workers>,
  messages: readonly (readonly [id: string, key: string])[],
  outcome: Outcome = () => "works",
  /** A message that somebody sets back once the worker has nothing left to do. */
  setBack?: string,
) {
  const database = world.database<{ outbox: CountedRow }>("database", { tables: { outbox: { sequence: "position" } } });
  const rows = messages.map(([id, key], index) => ({
    ...aRow(id, key),
    position: index + 1,
    startedAttempts: 0,
    finishedAttempts: 0,
    publishedAt: null,
    parkedAt: null,
  }));
  database.fill("outbox", rows.toReversed());

  /** Attempts that reached the handler, and those that it saw through to success, in order. */
  const begun: string[] = [];
  const handled: string[] = [];
  // The call is a step, so that the process can die in the handler. It begins where the call is sent.
  const invoices = world.service<string, undefined>("handler", { handle: () => undefined });
  const attemptsAt = (id: string): number => begun.filter((each) => each === id).length;

  const worker = world.process("worker", async (me: Me<Workers>) => {
    const service = invoices.for(me);
    const handle = async ({ id }: OrderIntegrationEvent): Promise<void> => {
      begun.push(id);
      const attempt = attemptsAt(id);
      await service.call(id);
      if (outcome(id, attempt) === "fails") throw new BrokerError("CONNECTION", "The broker cannot be reached.");
      handled.push(id);
    };
    const ports = {
      database: database.for(me),
      handle,
      clock: world.clock.for(me),
      maxCrashes: MAX_CRASHES,
      maxFailures: MAX_FAILURES,
    };
    const outbox = me.exercise.createOutboxWorker(ports);
    await untilIdle(outbox);
    if (setBack === undefined) return;
    const asNew = { parkedAt: null, startedAttempts: 0, finishedAttempts: 0 };
    await ports.database.update("outbox", asNew, { id: setBack });
    await untilIdle(outbox);
  });

  const row = (id: string): CountedRow | undefined => database.rows("outbox").find((each) => each.id === id);

  return {
    row,
    begun,
    handled,
    attemptsAt,
    worker,
    /** Is a message marked that was not handled, or left over? */
    unhandled(ids: readonly string[]): Broken | undefined {
      for (const id of ids) {
        const { publishedAt = null, parkedAt = null } = row(id) ?? {};
        if (publishedAt !== null && !handled.includes(id))
          return { happened: `${id} is marked as published, and its handler never came to its end.`, received: begun };
        // A crash after the handler can have a message parked that was handled: nobody could know.
        if (publishedAt !== null || parkedAt !== null) continue;
        return handled.includes(id)
          ? { happened: `${id} was handled, and is not marked as published.` }
          : { happened: `${id} was neither handled nor parked, and the worker has stopped working on it.` };
      }
      return undefined;
    },
    isParked: (id: string): boolean => (row(id)?.parkedAt ?? null) !== null,
  };
}
