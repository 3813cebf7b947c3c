// @style A class whose one alarm ends the wait; every timer is cancelled when the answer is known.
import type { OrderAnswer, OrderQueries, QueryPorts, RunningTimer, WaitFor } from "eventlings";

class Queries implements OrderQueries {
  readonly #ports: QueryPorts;

  constructor(ports: QueryPorts) {
    this.#ports = ports;
  }

  async getOrder(orderId: string, waitFor?: WaitFor): Promise<OrderAnswer> {
    if (waitFor !== undefined && !(await this.#reached(waitFor.position))) {
      const isThere = await this.#wait(waitFor);
      if (!isThere) return { outcome: "not-yet" };
    }
    const rows = await this.#ports.database.select("orders", { where: { orderId } });
    for (const order of rows) return { outcome: "found", order };
    return { outcome: "not-found" };
  }

  #wait({ position, timeout }: WaitFor): Promise<boolean> {
    const { timers, pollEvery } = this.#ports;
    return new Promise((resolve, reject) => {
      let next: RunningTimer | undefined;
      let isOver = false;
      const end = (settle: () => void): void => {
        isOver = true;
        alarm.cancel();
        next?.cancel();
        settle();
      };
      const look = async (): Promise<void> => {
        try {
          const isThere = await this.#reached(position);
          if (isOver) return;
          if (isThere) end(() => resolve(true));
          else next = timers.start(pollEvery, () => void look());
        } catch (error) {
          if (!isOver) end(() => reject(error instanceof Error ? error : new Error(String(error))));
        }
      };
      const alarm = timers.start(timeout, () => {
        end(() => resolve(false));
      });
      next = timers.start(pollEvery, () => void look());
    });
  }

  async #reached(position: number): Promise<boolean> {
    const { database, projection } = this.#ports;
    const rows = await database.select("checkpoints", { where: { projection, position: { gte: position } } });
    return rows.length > 0;
  }
}

export const createOrderQueries = (ports: QueryPorts): OrderQueries => new Queries(ports);
