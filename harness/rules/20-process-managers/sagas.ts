import type { Broken, Me, World } from "#spec";
import { same } from "#spec";
import {
  RemoteError,
  type CompensationEnd,
  type Ids,
  type SagaStepName,
  type SagaStepRow,
  type SagaTables,
  type UndoAnswer,
  type UndoRequest,
} from "eventlings";
import type * as exercise from "#exercise/20-process-managers/3-compensate";

export type Exercise = typeof exercise;

export const MAX_FAILURES = 3;

const NAMES: readonly SagaStepName[] = ["stock", "payment", "shipment"];

/** How a step stands: what is written down, and what the service really did, where that is not the same. */
export interface Stand {
  readonly status: SagaStepRow["status"];
  readonly tookPlace?: boolean;
}

export const ALL_DONE: readonly Stand[] = [{ status: "done" }, { status: "done" }, { status: "done" }];

interface Options {
  /** Does this try reach no service? Tries are counted for each step, from 1. */
  readonly isDown?: (step: SagaStepName, attempt: number) => boolean;
  /** How a try fails that reaches no service. */
  readonly failsAs?: Error;
  readonly maxFailures?: number;
  /** The steps, in the order in which they were taken. */
  readonly names?: readonly SagaStepName[];
  /** Is the saga of order-2 to be undone as well? */
  readonly isOtherToo?: boolean;
}

/** A saga of order-1 that must be undone, the services, and another order's saga, which is fine unless told. */
export function openSaga(world: World<Exercise>, stands: readonly Stand[], options: Options = {}) {
  const { isDown = () => false, maxFailures = MAX_FAILURES, names = NAMES, isOtherToo = false } = options;
  const { failsAs = new RemoteError("TIMEOUT", "The services did not answer in time.") } = options;
  const database = world.database<SagaTables>("database", {
    tables: { sagas: { key: "orderId" }, steps: { key: ["orderId", "name"] }, alerts: {} },
  });
  const rows = stands.map(({ status }, index) => ({
    orderId: "order-1",
    name: names[index] ?? "stock",
    position: index + 1,
    status,
    failures: 0,
  }));
  // A table has no order of its own: the last step is neither first nor last in it.
  const [first, ...others] = rows;
  const shuffled = first === undefined ? [] : [...others, first];
  // The first row is another order's: who looks at any row finds that there is nothing to do.
  database.fill("sagas", [
    { orderId: "order-3", status: "parked" },
    { orderId: "order-1", status: "compensating" },
    ...(isOtherToo ? ([{ orderId: "order-2", status: "compensating" }] as const) : []),
  ]);
  // order-2 has taken its steps in another order: by them, the stock of order-1 would be undone too early.
  const namesOfOther: readonly SagaStepName[] = isOtherToo ? ["stock"] : ["payment", "shipment", "stock"];
  const otherRows = namesOfOther.map((name, index) => ({
    name,
    position: index + 1,
    status: "done" as const,
    failures: 0,
  }));
  database.fill("steps", [...otherRows.map((row) => ({ orderId: "order-2", ...row })), ...shuffled]);

  const tookPlace = new Set<string>();
  for (const [index, { status, tookPlace: really = status === "done" }] of stands.entries())
    if (really) tookPlace.add(names[index] ?? "");

  /** Undos that had an effect, in order; a repeat under its own key has none. */
  const undone: string[] = [];
  const undoneOfOther: string[] = [];
  const asked: UndoRequest[] = [];
  let broken: Broken | undefined;

  const calledOff = new Set<string>();
  const services = world.service<UndoRequest | { readonly ask: "do"; readonly step: SagaStepName }, UndoAnswer>(
    "services",
    {
      handle(request) {
        const { ask, step } = request;
        if (ask === "do") {
          if (calledOff.has(step)) throw new RemoteError("REFUSED", `The ${step} was called off before it arrived.`);
          tookPlace.add(step);
          return { outcome: "took-place" };
        }
        const isThere = tookPlace.has(step) && !calledOff.has(step);
        if (ask === "find") return { outcome: isThere ? "took-place" : "nothing-found" };
        if (request.reference === "order-2" && isOtherToo) {
          undoneOfOther.push(step);
          return { outcome: "undone" };
        }
        if (request.reference !== "order-1")
          broken ??= { happened: `The ${step} of ${request.reference} was undone. Only order-1 was to be.` };
        const tooEarly = rows
          .filter(({ position }) => position > names.indexOf(step) + 1)
          .find(({ name, status }) => status !== "refused" && !calledOff.has(name));
        if (tooEarly !== undefined && tookPlace.has(step))
          broken ??= {
            happened: `The ${step} was undone when the ${tooEarly.name}, which came after it, was not undone yet.`,
            received: [...undone, step],
          };
        if (calledOff.has(step) && tookPlace.has(step))
          broken ??= {
            happened:
              step === "payment"
                ? "The payment was refunded twice: the service got a second request that did not carry the key of the first one."
                : `The ${step} was undone twice: the service got a second request that did not carry the key of the first one.`,
            received: services.handled,
          };
        calledOff.add(step);
        undone.push(step);
        return { outcome: "undone" };
      },
    },
  );

  const attempts = new Map<SagaStepName, number>();
  /** What was asked about a step and was rejected. */
  const rejections = new Map<SagaStepName, number>();
  const rejected = (step: SagaStepName, error: unknown): Promise<never> => {
    rejections.set(step, saga.rejectionsAt(step) + 1);
    return Promise.reject(error);
  };
  const idsOf = new Map<Me<Exercise>, Ids>();

  /** order-2 is fine, order-3 is parked, and nobody was to touch them. */
  const otherOrder = (story: string): Broken | undefined => {
    const parked = database.rows("sagas").find(({ orderId }) => orderId === "order-3");
    if (parked?.status !== "parked")
      return { happened: `${story} The saga of order-3, which is parked, was changed too.`, received: parked };
    if (isOtherToo) return undefined;
    const touched = database
      .rows("steps")
      .find(({ orderId, status, failures }) => orderId === "order-2" && (status !== "done" || failures > 0));
    return (
      touched && { happened: `${story} A step of order-2 was changed too: that order is fine.`, received: touched }
    );
  };

  const failedTries = (): number => [...rejections.values()].reduce((sum, each) => sum + each, 0);
  let saidAgain: Broken | undefined;

  const saga = {
    database,
    undone,
    asked,
    /** How often undoing this step was tried. */
    attemptsAt: (step: SagaStepName): number => attempts.get(step) ?? 0,
    rejectionsAt: (step: SagaStepName): number => rejections.get(step) ?? 0,
    /** Calls the learner's code once. */
    compensate(me: Me<Exercise>, orderId = "order-1"): Promise<CompensationEnd> {
      let ids = idsOf.get(me);
      if (ids === undefined) idsOf.set(me, (ids = world.ids.for(me)));
      const port = services.for(me);
      const watched = {
        call(request: UndoRequest, settings?: { readonly idempotencyKey?: string }): Promise<UndoAnswer> {
          asked.push(request);
          const { ask, step } = request;
          if (ask === "undo") attempts.set(step, saga.attemptsAt(step) + 1);
          return ask === "undo" && isDown(step, saga.attemptsAt(step))
            ? rejected(step, failsAs)
            : port.call(request, settings).catch((error: unknown) => rejected(step, error));
        },
      };
      return me.exercise.compensate({ database: database.for(me), services: watched, ids, maxFailures }, orderId);
    },
    /** A worker that calls until there is an end, and notes what it was told. */
    worker(name: string, told: CompensationEnd[] = []): void {
      world.process(name, async (me) => {
        for (let call = 1; call <= 10; call += 1) {
          const before = failedTries();
          const end = await saga.compensate(me).catch((error: unknown) => {
            if (error instanceof Error && Reflect.get(error, "code") === "NOT_IMPLEMENTED") throw error;
            if (call === 10) throw error;
            return "rejected" as const;
          });
          if (end === "again" && failedTries() === before)
            saidAgain = {
              happened:
                'No try at a step had failed in this call, and it answered "again". Where the database fails, compensate rejects: that is no failed try.',
              received: end,
            };
          told.push(end === "rejected" ? "again" : end);
          if (end === "cancelled" || end === "parked") return;
          await world.clock.for(me).sleep(1_000);
        }
      });
    },
    /** A request that the saga has given up waiting for, and that is still on its way to the service. */
    slowCall(step: SagaStepName): void {
      world.process("the slow call", (me) => services.for(me).call({ ask: "do", step }), { mayFail: true });
    },
    status: () => database.rows("sagas").find(({ orderId }) => orderId === "order-1")?.status,
    alerts: () => database.rows("alerts").filter(({ orderId }) => orderId === "order-1"),
    /** What is wrong whatever the end: an order that was not kept, something that was done twice. */
    get broken(): Broken | undefined {
      return broken;
    },
    /** For one worker that does not die: was each failure that is counted one of a service, and told as one? */
    countsOnlyTries(story: string): Broken | undefined {
      if (saidAgain !== undefined) return { ...saidAgain, happened: `${story} ${saidAgain.happened}` };
      const counted = database
        .rows("steps")
        .find(({ orderId, name, failures }) => orderId === "order-1" && failures > saga.rejectionsAt(name));
      return (
        counted && {
          happened: `${story} The ${counted.name} has more failures than tries that failed: something else was counted as a failed try of the service.`,
          expected: saga.rejectionsAt(counted.name),
          received: counted.failures,
        }
      );
    },
    /** Was the saga of order-2 undone too? */
    isOtherCancelled(story: string): Broken | undefined {
      const row = database.rows("steps").find(({ orderId }) => orderId === "order-2");
      const status = database.rows("sagas").find(({ orderId }) => orderId === "order-2")?.status;
      const expected = { undone: ["stock"], step: "undone", saga: "cancelled" };
      const received = { undone: undoneOfOther, step: row?.status, saga: status };
      if (same(received, expected)) return undefined;
      return { happened: `${story} order-2 is not undone as it should be.`, expected, received };
    },
    /** Is everything undone that took place, and does the database say so? */
    isCancelled(story: string): Broken | undefined {
      if (broken !== undefined) return { ...broken, happened: `${story} ${broken.happened}` };
      const left = [...tookPlace].find((step) => !calledOff.has(step));
      if (left !== undefined)
        return {
          happened: `${story} ${saga.status() === "cancelled" ? "The saga says that it is cancelled" : "Nobody works on the saga any more"}, and ${LEFT[left] ?? "something is left"}.`,
          expected: { undone: [...tookPlace].toReversed() },
          received: { undone },
        };
      if (saga.status() !== "cancelled")
        return {
          happened: `${story} Everything is undone, and the saga does not say so.`,
          expected: "cancelled",
          received: saga.status(),
        };
      const unmarked = database
        .rows("steps")
        .find(({ orderId, status }) => orderId === "order-1" && (status === "done" || status === "started"));
      if (unmarked !== undefined)
        return {
          happened: `${story} The ${unmarked.name} is undone, and its row does not say so.`,
          received: unmarked,
        };
      return otherOrder(story);
    },
    /** Was the saga parked, with these alerts? */
    isParked(step: SagaStepName, alerts: number, story: string): Broken | undefined {
      if (broken !== undefined) return { ...broken, happened: `${story} ${broken.happened}` };
      if (saga.status() !== "parked")
        return { happened: `${story} The saga should be parked.`, expected: "parked", received: saga.status() };
      const received = saga.alerts();
      if (received.length === alerts && received.every((alert) => alert.step === step)) return otherOrder(story);
      const what =
        received.length === 0
          ? "It is parked, and no alert was written: nobody will ever look at it."
          : received.length < alerts
            ? "It was parked again, and no alert was written for that: everybody thinks that it is mended."
            : received.length > alerts
              ? "There is more than one alert for one parking."
              : "The alert names another step than the one that cannot be undone.";
      return { happened: `${story} ${what}`, expected: Array(alerts).fill({ orderId: "order-1", step }), received };
    },
  };
  return saga;
}

const LEFT: Readonly<Record<string, string>> = {
  stock: "the stock is still reserved",
  payment: "the customer's money was never refunded",
  shipment: "the shipment is still booked",
};
