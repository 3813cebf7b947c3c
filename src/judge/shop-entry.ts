import type { OrderLine } from "../kit/index.ts";

/** What someone asks of the shop's order service. Sent again, it has the same command id. */
export type ShopCommand =
  | { readonly do: "place"; readonly order: string; readonly customer: string; readonly lines: readonly OrderLine[] }
  | { readonly do: "pay"; readonly order: string; readonly amount?: number }
  | { readonly do: "ship"; readonly order: string; readonly tracking: string }
  | { readonly do: "cancel"; readonly order: string };

/** One line of a session at the shop's counter. */
export type ShopEntry =
  | ShopCommand
  | { readonly do: "again" }
  | { readonly do: "show" | "state"; readonly order: string }
  | { readonly do: "events"; readonly order?: string }
  | { readonly do: "orders" | "revenue" | "lag" | "pause" | "resume" | "crash" };

/** Does it ask the service to change something? */
export const isShopCommand = (entry: ShopEntry): entry is ShopCommand =>
  entry.do === "place" || entry.do === "pay" || entry.do === "ship" || entry.do === "cancel";
