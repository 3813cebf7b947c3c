import { orderFold, orderStream, type OrderCommand, type OrderState } from "eventlings";
import type { ShopCommand } from "../../src/judge/shop-entry.ts";
import { identified, type Shop } from "./assemble.ts";
import type { Ids } from "eventlings";

/** A command that was carried out: where its last event is, and which parts did it. */
export interface Done {
  /** Global position to wait for; `undefined` where the part does not say, or nothing followed. */
  readonly position: number | undefined;
  readonly parts: readonly string[];
}

/** What a command needs besides the shop. */
export interface Around {
  /** ISO 8601. */
  readonly at: string;
  /** The same when it is sent again. */
  readonly commandId: string;
  readonly ids: Ids;
}

/**
 * Carries a command out. Each kind takes another way through the learner's parts, so that all of them are used;
 * a real service would take one way for all.
 */
export async function perform(shop: Shop, command: ShopCommand, around: Around): Promise<Done> {
  const { at, commandId, ids } = around;
  const stream = orderStream(command.order);
  switch (command.do) {
    case "place": {
      const { order: orderId, customer: customerId, lines } = command;
      const placing: OrderCommand = { type: "PlaceOrder", data: { orderId, customerId, lines, at } };
      const { globalPosition } = await shop.commands.handle({ commandId, orderId, command: placing });
      return { position: globalPosition, parts: ["cqrs/command-handler", "deciders/decide-order"] };
    }
    case "pay": {
      const amount = command.amount ?? (await totalOf(shop, stream));
      const { globalPosition } = await shop.handle(stream, { type: "RecordPayment", data: { amount, at } });
      return { position: globalPosition, parts: ["repository/handle-command", "deciders/decide-order"] };
    }
    case "ship": {
      const order = await shop.repository.load(command.order);
      const parts = ["repository/order-repository", "deciders/order-aggregate"];
      // Who ships an order that was never placed decides on one that has no events.
      if (order === null) {
        shop.decide({ type: "ShipOrder", data: { trackingNumber: command.tracking, at } }, orderFold.initialState());
        return { position: undefined, parts };
      }
      order.ship({ trackingNumber: command.tracking, at });
      const saved = await shop.repository.save(order);
      return { position: saved?.globalPosition, parts };
    }
    case "cancel": {
      const loaded = await shop.snapshots.load(stream);
      const decided = shop.decide(
        { type: "CancelOrder", data: { reason: "asked for at the counter", at } },
        loaded.state,
      );
      await shop.policy.save(stream, loaded, identified(decided, ids));
      return { position: undefined, parts: ["snapshots/load-snapshot", "snapshots/snapshot-policy"] };
    }
  }
}

/** What an order costs, as it was loaded; 0 where there is none. */
async function totalOf(shop: Shop, stream: string): Promise<number> {
  const { state }: { readonly state: OrderState } = await shop.snapshots.load(stream);
  return state.status === "none" ? 0 : state.total;
}
