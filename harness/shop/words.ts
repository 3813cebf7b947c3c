import type { DailyRevenueRow, OrderState, OrderViewRow, RecordedEvent } from "eventlings";
import { placeIn } from "../runner/frames.ts";

/** An amount as the shop's prices are said: 7400 is `"74.00"`. */
export const money = (amount: number): string => (Number.isFinite(amount) ? (amount / 100).toFixed(2) : String(amount));

export const sayOrder = ({ orderId, customerId, status, pieces, total, version }: OrderViewRow): string =>
  `${orderId}  ${status.padEnd(9)}  ${customerId}, ${String(pieces)} ${pieces === 1 ? "piece" : "pieces"}, ${money(total)}  (version ${String(version)})`;

export const sayDay = ({ day, payments, received, refunded }: DailyRevenueRow): string =>
  `${day}  ${String(payments)} ${payments === 1 ? "payment" : "payments"}, ${money(received)} received, ${money(refunded)} refunded`;

export function sayState(state: OrderState): string {
  if (state.status === "none") return "no such order";
  const lines = state.lines.map(({ sku, quantity }) => `${String(quantity)} ${sku}`).join(", ");
  return `${state.status}: ${lines}; ${money(state.total)}, of which ${money(state.paid)} paid`;
}

export const sayEvent = ({ globalPosition, streamId, streamPosition, type }: RecordedEvent): string =>
  `${String(globalPosition).padStart(4)}  ${streamId}@${String(streamPosition)}  ${type}`;

/** An error as it reads at the counter: its code first, where it has one. */
export function sayError(error: unknown): string {
  if (!(error instanceof Error)) return `something that is no error was thrown: ${String(error)}`;
  const code: unknown = Reflect.get(error, "code");
  return typeof code === "string" ? `${code}: ${error.message}` : `${error.name}: ${error.message}`;
}

/** Where in the compiled parts an error was thrown: whoever started this process knows which file and line that is. */
export function sayPlace(error: unknown): string {
  const place = placeIn("shop", error);
  return place === undefined ? "" : ` (shop:${String(place.line)}:${String(place.column)})`;
}
