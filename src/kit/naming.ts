/** What a message is: a request to do something, a fact, or a question. */
export type MessageKind = "command" | "event" | "query";

/** What a check of a message's name comes to. */
export type NameVerdict =
  | { readonly verdict: "ok" }
  /** The right form, but the verb tells what happened to a row and not to the business. */
  | { readonly verdict: "warned"; readonly verb: string }
  /** The wrong form; `looksLike` is the kind that it reads as, or "nothing" where it reads as none. */
  | { readonly verdict: "wrong"; readonly looksLike: MessageKind | "nothing" };

/** A verb in the two forms that names need, each written as a word of a PascalCase name. */
export interface Verb {
  /** As a command says it: `Send` in `SendInvoice`. */
  readonly imperative: string;
  /** As an event says it, the form that follows "was" or "has": `Sent` in `InvoiceSent`. */
  readonly past: string;
}

/** What people in the shop say that they do, and that has happened. */
export const BUSINESS_VERBS: readonly Verb[] = [
  { imperative: "Accept", past: "Accepted" },
  { imperative: "Begin", past: "Begun" },
  { imperative: "Buy", past: "Bought" },
  { imperative: "Cancel", past: "Cancelled" },
  { imperative: "Charge", past: "Charged" },
  { imperative: "Deliver", past: "Delivered" },
  { imperative: "Fail", past: "Failed" },
  { imperative: "Hold", past: "Held" },
  { imperative: "Issue", past: "Issued" },
  { imperative: "Lose", past: "Lost" },
  { imperative: "Make", past: "Made" },
  { imperative: "Pack", past: "Packed" },
  { imperative: "Pay", past: "Paid" },
  { imperative: "Place", past: "Placed" },
  { imperative: "Receive", past: "Received" },
  { imperative: "Refund", past: "Refunded" },
  { imperative: "Refuse", past: "Refused" },
  { imperative: "Release", past: "Released" },
  { imperative: "Reserve", past: "Reserved" },
  { imperative: "Restore", past: "Restored" },
  { imperative: "Return", past: "Returned" },
  { imperative: "Sell", past: "Sold" },
  { imperative: "Send", past: "Sent" },
  { imperative: "Set", past: "Set" },
  { imperative: "Settle", past: "Settled" },
  { imperative: "Ship", past: "Shipped" },
  { imperative: "Split", past: "Split" },
  { imperative: "Verify", past: "Verified" },
  { imperative: "Withdraw", past: "Withdrawn" },
];

/** What a database says: true of a row, and silent about why. */
export const CRUD_VERBS: readonly Verb[] = [
  { imperative: "Create", past: "Created" },
  { imperative: "Delete", past: "Deleted" },
  { imperative: "Insert", past: "Inserted" },
  { imperative: "Modify", past: "Modified" },
  { imperative: "Save", past: "Saved" },
  { imperative: "Update", past: "Updated" },
];

/** What a query begins with. */
export const QUERY_VERBS: readonly string[] = ["Count", "Find", "Get", "List", "Search"];
