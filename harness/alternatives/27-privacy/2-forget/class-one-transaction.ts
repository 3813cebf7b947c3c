// @style A class that marks and cleans the database in one transaction, and then deletes the key and the copies.
import {
  REDACTED,
  type Database,
  type ForgetPorts,
  type Forgetting,
  type Gift,
  type GiftTables,
  type Transaction,
} from "eventlings";

class Eraser implements Forgetting {
  readonly #ports: ForgetPorts;

  constructor(ports: ForgetPorts) {
    this.#ports = ports;
  }

  async forget(person: string): Promise<void> {
    const { keys, database, search, cache } = this.#ports;
    const orderIds = await this.#cleanDatabase(database, person);
    await keys.delete(person);
    await Promise.all(orderIds.flatMap((id) => [search.delete(`order/${id}`), cache.delete(`page/${id}`)]));
  }

  #cleanDatabase(database: Database<GiftTables>, person: string): Promise<readonly string[]> {
    return database.transaction(async (transaction) => {
      await transaction.update("people", { forgotten: true }, { id: person });
      const orders = await this.#rowsOf(transaction, person);
      for (const order of orders)
        await transaction.update("orders", this.#redact(order, person), { orderId: order.orderId });
      const streamId = { in: orders.map(({ orderId }) => orderId) };
      await transaction.delete("snapshots", { streamId });
      const messages = await transaction.select("outbox", { orderBy: ["id"], forUpdate: true });
      for (const { id, message, publishedAt } of messages) {
        if (message.giverId !== person && message.receiverId !== person) continue;
        if (publishedAt !== null) await transaction.delete("outbox", { id });
        else await transaction.update("outbox", { message: { ...message, ...this.#redact(message, person) } }, { id });
      }
      return orders.map(({ orderId }) => orderId);
    });
  }

  async #rowsOf(transaction: Transaction<GiftTables>, person: string): Promise<readonly Gift[]> {
    const all = await transaction.select("orders", { orderBy: ["orderId"] });
    return all.filter(({ giverId, receiverId }) => giverId === person || receiverId === person);
  }

  #redact({ giverId, receiverId }: Gift, person: string): Partial<Gift> {
    const copy: { -readonly [F in keyof Gift]?: Gift[F] } = {};
    if (giverId === person) copy.giverName = REDACTED;
    if (receiverId === person) Object.assign(copy, { receiverName: REDACTED, receiverAddress: REDACTED });
    return copy;
  }
}

export const createForgetting = (ports: ForgetPorts): Forgetting => new Eraser(ports);
