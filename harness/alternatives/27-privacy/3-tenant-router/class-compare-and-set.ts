// @style A class that moves the checkpoint first, only if nobody else has moved it, with another hash.
import type { NewTenantEvent, Session, TenantEvent, TenantFailure, TenantRouter, TenantRouterPorts } from "eventlings";

class SomebodyWasFaster extends Error {}

class Router implements TenantRouter {
  readonly #ports: TenantRouterPorts;

  constructor(ports: TenantRouterPorts) {
    this.#ports = ports;
  }

  async publish(session: Session, event: NewTenantEvent): Promise<void> {
    await this.#ports.log.append(session.tenant, this.#partition(session.tenant, event.key), event);
  }

  async read(session: Session, key: string): Promise<readonly TenantEvent[]> {
    const events: TenantEvent[] = [];
    const partition = this.#partition(session.tenant, key);
    // A page at a time: a partition can be long.
    for (let after = 0; ;) {
      const page = await this.#ports.log.read(session.tenant, partition, { after, limit: 4 });
      events.push(...page.filter((event) => event.key === key));
      const last = page.at(-1);
      if (last === undefined) return events;
      after = last.position;
    }
  }

  async work(partitions: readonly number[]): Promise<readonly TenantFailure[]> {
    const tenants = await this.#ports.log.tenants();
    const failures: TenantFailure[] = [];
    for (const partition of partitions)
      for (const tenant of tenants) {
        const failure = await this.#try(tenant, partition);
        if (failure !== undefined) failures.push(failure);
      }
    return failures;
  }

  async #try(tenant: string, partition: number): Promise<TenantFailure | undefined> {
    try {
      await this.#next(tenant, partition);
      return undefined;
    } catch (error) {
      return error instanceof SomebodyWasFaster ? undefined : { tenant, partition, error };
    }
  }

  async #next(tenant: string, partition: number): Promise<void> {
    const { database, log, quota, handle } = this.#ports;
    const [row] = await database.select("checkpoints", { where: { tenant, partition } });
    const after = row?.position ?? 0;
    const events = await log.read(tenant, partition, { after, limit: quota });
    const position = events.at(-1)?.position;
    if (position === undefined) return;
    await database.transaction(async (transaction) => {
      const moved =
        row === undefined
          ? await transaction.insert("checkpoints", { tenant, partition, position }, { ifNew: true })
          : await transaction.update("checkpoints", { position }, { tenant, partition, position: after });
      if (moved === undefined || moved === 0) throw new SomebodyWasFaster();
      for (const event of events) await handle(event, transaction);
    });
  }

  #partition(tenant: string, key: string): number {
    let sum = 5381;
    for (const letter of JSON.stringify([tenant, key])) sum = (sum * 33 + (letter.codePointAt(0) ?? 0)) % 4294967291;
    return sum % this.#ports.partitions;
  }
}

export const createTenantRouter = (ports: TenantRouterPorts): TenantRouter => new Router(ports);
