// @style Reads the history page by page, and claims "no-stream" for a new order.
import {
  historyOf,
  orderStream,
  type NewOrderEvent,
  type OrderRepository,
  type OrderRepositoryPorts,
  type RecordedEvent,
} from "eventlings";

const PAGE = 2;

export function createOrderRepository(ports: OrderRepositoryPorts): OrderRepository {
  async function historyIn(stream: string): Promise<readonly RecordedEvent<NewOrderEvent>[] | undefined> {
    const history: RecordedEvent<NewOrderEvent>[] = [];
    for (;;) {
      const slice = await ports.store.read(stream, { after: history.at(-1)?.streamPosition ?? 0, limit: PAGE });
      if (!slice.exists) return undefined;
      history.push(...historyOf<NewOrderEvent>(slice));
      if (slice.events.length < PAGE) return history;
    }
  }

  return {
    load: async (orderId) => {
      const history = await historyIn(orderStream(orderId));
      return history === undefined ? null : ports.load(history);
    },
    save: async (order) => {
      const { state, version } = order;
      const pending = order.uncommittedEvents();
      if (pending.length === 0) return;
      if (state.status === "none") throw new Error("no id, no stream");
      const claim = version === 0 ? "no-stream" : version;
      const answer = await ports.store.append(orderStream(state.orderId), pending, claim);
      order.markCommitted(version + pending.length);
      return answer;
    },
  };
}
