import { isNotImplemented, same, type Broken, type Me, type World } from "#spec";
import type {
  Database,
  NewTenantEvent,
  TenantEvent,
  TenantHandler,
  TenantLog,
  TenantReadOptions,
  TenantRouter,
  TenantRouterPorts,
  TenantTables,
} from "eventlings";

interface Routers {
  createTenantRouter(ports: TenantRouterPorts): TenantRouter;
}

/** What was asked of the log. */
interface LogCall {
  readonly what: "append" | "read" | "tenants" | "readEverything";
  readonly tenant?: string;
  readonly partition?: number;
  /** How many events the answer had. */
  readonly events: number;
}

/** What the platform's log holds. */
class LogState {
  readonly #partitions: number;
  readonly #events: TenantEvent[] = [];

  constructor(partitions: number) {
    this.#partitions = partitions;
  }

  append(tenant: string, partition: number, { key, data }: NewTenantEvent): number {
    this.#check(partition);
    const position = this.of(tenant, partition).length + 1;
    this.#events.push({ key, data: structuredClone(data), tenant, partition, position });
    return position;
  }

  read(tenant: string, partition: number, { after = 0, limit = Infinity }: TenantReadOptions = {}): TenantEvent[] {
    this.#check(partition);
    return structuredClone(
      this.of(tenant, partition)
        .filter(({ position }) => position > after)
        .slice(0, limit),
    );
  }

  of(tenant: string, partition: number): readonly TenantEvent[] {
    return this.#events.filter((event) => event.tenant === tenant && event.partition === partition);
  }

  get events(): readonly TenantEvent[] {
    return structuredClone(this.#events);
  }

  get tenants(): readonly string[] {
    return [...new Set(this.#events.map(({ tenant }) => tenant))];
  }

  #check(partition: number): void {
    if (!Number.isInteger(partition) || partition < 0 || partition >= this.#partitions)
      throw new RangeError(
        `There is no partition ${String(partition)}: there are 0 to ${String(this.#partitions - 1)}.`,
      );
  }
}

/** A log in the rule's hands, which notes what is asked of it. */
export function logAtHand(partitions: number) {
  const state = new LogState(partitions);
  const calls: LogCall[] = [];
  const log: TenantLog = {
    async tenants() {
      calls.push({ what: "tenants", events: 0 });
      return state.tenants;
    },
    async append(tenant, partition, event) {
      calls.push({ what: "append", tenant, partition, events: 0 });
      return state.append(tenant, partition, event);
    },
    async read(tenant, partition, options) {
      const events = state.read(tenant, partition, options);
      calls.push({ what: "read", tenant, partition, events: events.length });
      return events;
    },
    async readEverything() {
      calls.push({ what: "readEverything", events: state.events.length });
      return state.events;
    },
  };
  return { log, calls, state };
}

const unused = (): never => {
  throw new Error("Publishing and reading need no database.");
};

/** Ports for what needs no worker. */
export const withoutWork = (log: TenantLog, partitions: number): TenantRouterPorts => ({
  log,
  partitions,
  database: {
    select: unused,
    insert: unused,
    update: unused,
    delete: unused,
    begin: unused,
    transaction: unused,
  } as unknown as Database<TenantTables>,
  handle: unused,
  quota: 1,
});

/** Says which event it is: tenant, partition, position. */
const nameOf = ({ tenant, partition, position }: TenantEvent): string =>
  `${tenant} ${String(partition)}/${String(position)}`;

export const note: TenantHandler = async (event, transaction) => {
  await transaction.insert("handled", { event: nameOf(event) });
};

/** How many events of whom are waiting, partition by partition. */
export type Backlog = Readonly<Record<string, readonly number[]>>;

/** A platform of so many partitions a tenant, with events in them. */
export function openPlatform(world: World<Routers>, backlog: Backlog, done: readonly [string, number, number][] = []) {
  const partitions = Math.max(...Object.values(backlog).map(({ length }) => length));
  const state = new LogState(partitions);
  const waiting = new Map(Object.entries(backlog).map(([tenant, counts]) => [tenant, [...counts]]));
  for (const [tenant, counts] of Object.entries(backlog))
    counts.forEach((count, partition) => {
      for (let number = 1; number <= count; number += 1)
        state.append(tenant, partition, { key: `order-${String(partition)}`, data: { number } });
    });
  const shared = world.shared("log");
  const database = world.database<TenantTables>("database", {
    tables: { checkpoints: { key: ["tenant", "partition"] }, handled: { key: "place", sequence: "place" } },
  });
  for (const [tenant, partition, position] of done) {
    database.fill("checkpoints", [{ tenant, partition, position }]);
    for (const event of state.of(tenant, partition).slice(0, position))
      database.fill("handled", [{ event: nameOf(event) }]);
  }
  /** Events that each partition of each tenant gave out, and reads without a bound. */
  const given = new Map<string, number>();
  const everything: string[] = [];

  const logFor = (me: Me<Routers>): TenantLog => {
    const call = <T>(what: string, part: string, changes: boolean, perform: () => T): Promise<T> =>
      shared.call(me, {
        what: () => what,
        part,
        changes,
        perform,
        lost: () => Object.assign(new Error("The log did not answer."), { code: "ECONNRESET" }),
        outcome: ({ ok, ...answer }) =>
          ok && "value" in answer && Array.isArray(answer.value) ? `${String(answer.value.length)} of them` : "done",
      });
    return {
      tenants: () => call("list the tenants", "", false, () => state.tenants),
      append: (tenant, partition, event) =>
        call(`append to ${tenant} ${String(partition)}`, tenant, true, () => state.append(tenant, partition, event)),
      read: (tenant, partition, options) =>
        call(`read ${tenant} ${String(partition)} after ${String(options?.after ?? 0)}`, tenant, false, () => {
          const events = state.read(tenant, partition, options);
          const place = `${tenant} ${String(partition)}`;
          given.set(place, (given.get(place) ?? 0) + events.length);
          return events;
        }),
      readEverything: () =>
        call("read everything", "", false, () => {
          everything.push(me.name);
          return state.events;
        }),
    };
  };

  /** Positions that were handled of one tenant's partition, in order. */
  const handled = (tenant: string, partition: number): readonly number[] =>
    database
      .rows("handled")
      .map(({ event }) => event)
      .filter((event) => event.startsWith(`${tenant} ${String(partition)}/`))
      .map((event) => Number(event.slice(event.indexOf("/") + 1)));

  const checkpoint = (tenant: string, partition: number): number =>
    database.rows("checkpoints").find((row) => row.tenant === tenant && row.partition === partition)?.position ?? 0;

  return {
    database,
    given,
    everything,
    handled,
    checkpoint,
    partitions: Array.from({ length: partitions }, (_, partition) => partition),

    /** How many events of this key the tenant has in the log. */
    published: (tenant: string, key: string): number =>
      state.events.filter((event) => event.tenant === tenant && event.key === key).length,

    /** One more event of a tenant, which may be new. */
    async arrives(me: Me<Routers>, tenant: string, partition: number): Promise<void> {
      const counts = waiting.get(tenant) ?? Array.from({ length: partitions }, () => 0);
      counts[partition] = (counts[partition] ?? 0) + 1;
      waiting.set(tenant, counts);
      await logFor(me).append(tenant, partition, { key: `order-${String(partition)}`, data: {} });
    },

    router: (me: Me<Routers>, { quota = 1, handle = note }: Partial<TenantRouterPorts> = {}): TenantRouter =>
      me.exercise.createTenantRouter({ log: logFor(me), partitions, database: database.for(me), handle, quota }),

    /** Is something handled twice, left out, or in another order? Is a checkpoint elsewhere? */
    wrong(story: string, complete = true): Broken | undefined {
      for (const [tenant, counts] of waiting)
        for (const [partition, count] of counts.entries()) {
          const received = handled(tenant, partition);
          const where = `partition ${String(partition)} of ${tenant}`;
          const inOrder = received.map((_, at) => at + 1);
          if (!same(received, inOrder))
            return {
              happened: `${story} In ${where}, the events were handled at these positions, in this order. Each should be handled once, after the one before it.`,
              expected: inOrder,
              received,
            };
          if (checkpoint(tenant, partition) !== received.length)
            return {
              happened: `${story} In ${where}, the checkpoint does not say what was handled: ${said(received.length)}. What it does not know of is handled again, and what it claims is never handled.`,
              expected: received.length,
              received: checkpoint(tenant, partition),
            };
          if (complete && received.length !== count)
            return {
              happened: `${story} There were rounds enough, and in ${where} ${said(received.length)} of ${String(count)} were handled.`,
            };
        }
      return undefined;
    },
  };
}

export type Platform = ReturnType<typeof openPlatform>;

const said = (events: number): string => (events === 1 ? "1 event" : `${String(events)} events`);

/** The rule's own handler, which fails for one event while it is told to. */
export const failingAt =
  (place: string, thrown: () => { readonly error: unknown } | undefined): TenantHandler =>
  async (event, transaction) => {
    await note(event, transaction);
    const failure = nameOf(event) === place ? thrown() : undefined;
    if (failure !== undefined) throw failure.error;
  };

/** Runs so many rounds. What calls fail with may come out of them. */
export async function rounds(router: TenantRouter, partitions: readonly number[], count: number): Promise<void> {
  for (let left = count; left > 0; left -= 1)
    try {
      const failures = await router.work(partitions);
      const unwritten = failures.find(({ error }) => isNotImplemented(error));
      if (unwritten !== undefined) throw unwritten.error;
    } catch (error) {
      if (!(error instanceof Error) || !CONNECTION.includes(String(Reflect.get(error, "code")))) throw error;
    }
}

const CONNECTION = ["08006", "40001", "40P01", "ECONNRESET"];
