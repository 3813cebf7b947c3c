import * as exercise from "#exercise/01-messages/3-integration-event";
import { isNotImplemented, rulesFor, same, type Check } from "#spec";
import type {
  NewEvent,
  OrderCancelledData,
  OrderDomainEvent,
  OrderIntegrationEvent,
  OrderPlacedData,
} from "eventlings";
import fc from "fast-check";

type Exercise = typeof exercise;
const rule = rulesFor("messages/integration-event", exercise);

const PERSONAL = {
  "the customer's name": "Ada Lindqvist",
  "the customer's e-mail address": "ada@example.com",
  "the recipient's name": "Grace Okonkwo",
  "the street": "12 Harbour Lane",
  "an employee's note": "The customer rang from 555 0101",
  "the employee's name": "Tom Baker",
  "the user's IP address": "203.0.113.9",
};

const euros = (amount: number) => ({ amount, currency: "EUR" });

const metadata = {
  correlationId: "req-7",
  causationId: "cmd-3",
  // When it was recorded, days after it happened: an import.
  occurredAt: "2026-01-20T08:00:00.000Z",
  // Which shape the domain event has. The contract counts its own versions.
  schemaVersion: 3,
  userName: "Ada Lindqvist",
  ip: "203.0.113.9",
};

function orderPlaced(
  id = "evt-1001",
  changes: Partial<OrderPlacedData> = {},
): NewEvent<"OrderPlaced", OrderPlacedData> {
  return {
    id,
    type: "OrderPlaced",
    data: {
      orderId: "order-1",
      placedAt: "2026-01-15T09:00:00.000Z",
      customer: { customerId: "cust-7", name: "Ada Lindqvist", email: "ada@example.com" },
      deliverTo: { recipient: "Grace Okonkwo", street: "12 Harbour Lane", city: "Göteborg", country: "SE" },
      lines: [
        { sku: "mug", quantity: 2, unitPrice: euros(1250), unitCost: euros(410) },
        { sku: "lamp", quantity: 1, unitPrice: euros(4900), unitCost: euros(2300) },
      ],
      total: euros(7400),
      fraudScore: 12,
      ...changes,
    },
    metadata,
  };
}

function orderCancelled(
  id = "evt-1002",
  reason: OrderCancelledData["reason"] = "customer-asked",
): NewEvent<"OrderCancelled", OrderCancelledData> {
  return {
    id,
    type: "OrderCancelled",
    data: {
      orderId: "order-1",
      cancelledAt: "2026-01-16T10:30:00.000Z",
      reason,
      note: "The customer rang from 555 0101",
      cancelledBy: { employeeId: "emp-4", name: "Tom Baker" },
    },
    metadata,
  };
}

/** Translates an event that is public, and makes sure that something came out. */
function translate(exercise: Exercise, check: Check, event: OrderDomainEvent): OrderIntegrationEvent {
  const result = exercise.toIntegrationEvent(event);
  if (result === undefined || result === null)
    check.fail(`${event.type} is part of the contract, and its translation gave nothing.`, { received: result });
  return result;
}

/** Paths of the plain values in a value that `wanted` accepts: `lines.0.unitPrice.amount`. */
function paths(value: unknown, at = "", wanted = (plain: unknown): boolean => plain !== undefined): readonly string[] {
  if (typeof value !== "object" || value === null) return wanted(value) ? [at] : [];
  return Object.entries(value).flatMap(([key, inner]) => paths(inner, at === "" ? key : `${at}.${key}`, wanted));
}

/** Holds the data of a public event against the contract: first which fields there are, then what they say. */
function checkData(check: Check, { type, data }: OrderIntegrationEvent, expected: OrderIntegrationEvent["data"]): void {
  const wanted = new Set(paths(expected));
  const found = new Set(paths(data));
  const extra = [...found].filter((path) => !wanted.has(path));
  const missing = [...wanted].filter((path) => !found.has(path));
  check.that(extra.length === 0, `The data of ${type} has fields that are not in the contract.`, { received: extra });
  check.that(missing.length === 0, `The data of ${type} lacks fields that are in the contract.`, {
    expected: missing,
    received: data,
  });
  const wrong = [...wanted].find((path) => !same(at(data, path), at(expected, path)));
  if (wrong !== undefined) {
    check.equal(
      at(data, wrong),
      at(expected, wrong),
      `The field ${wrong} in the data of ${type} does not say what the domain event says.`,
    );
  }
  check.equal(data, expected, `The data of ${type} does not say what the domain event says.`);
}

/** The value at a path: `lines.0.unitPrice.amount`. */
const at = (value: unknown, path: string): unknown =>
  path
    .split(".")
    .reduce<unknown>(
      (inner, key) => (typeof inner === "object" && inner !== null ? Reflect.get(inner, key) : inner),
      value,
    );

rule("only-contract-fields", async ({ exercise, check, step, forAll }) => {
  step("translate an OrderPlaced with two lines");
  checkData(check, translate(exercise, check, orderPlaced()), {
    orderId: "order-1",
    customerId: "cust-7",
    country: "SE",
    lines: [
      { sku: "mug", quantity: 2, unitPrice: euros(1250) },
      { sku: "lamp", quantity: 1, unitPrice: euros(4900) },
    ],
    total: euros(7400),
  });
  step("translate an OrderCancelled");
  checkData(check, translate(exercise, check, orderCancelled()), { orderId: "order-1", cancelledBy: "customer" });
  step("look at what is around the data");
  for (const [event, type] of [
    [orderPlaced(), "shop.OrderPlaced"],
    [orderCancelled(), "shop.OrderCancelled"],
  ] as const) {
    const { id, occurredAt, correlationId, data, ...rest } = translate(exercise, check, event);
    void [id, occurredAt, correlationId, data];
    check.equal(
      rest,
      { type, schemaVersion: 1 },
      "Around its data, a public event has its id, type, schemaVersion, occurredAt and correlationId, and no other field.",
    );
  }
  const amount = fc.integer({ min: 0, max: 1_000_000 }).map(euros);
  const sku = fc.constantFrom("mug", "lamp", "chair");
  const line = fc.record({ sku, quantity: fc.integer({ min: 1, max: 99 }), unitPrice: amount, unitCost: amount });
  await forAll(fc.record({ lines: fc.array(line, { maxLength: 4 }), total: amount }), ({ lines, total }) => {
    step(`translate an OrderPlaced with ${String(lines.length)} lines`);
    checkData(check, translate(exercise, check, orderPlaced("evt-1", { lines, total })), {
      orderId: "order-1",
      customerId: "cust-7",
      country: "SE",
      lines: lines.map(({ sku, quantity, unitPrice }) => ({ sku, quantity, unitPrice })),
      total,
    });
  });
});

rule("no-personal-data", ({ exercise, check, step }) => {
  const guest = { customerId: "", name: "Ada Lindqvist", email: "ada@example.com" };
  for (const [event, knows] of [
    [orderPlaced(), "that knows names and addresses"],
    [orderCancelled(), "that knows names and a note"],
    [orderPlaced("evt-1003", { customer: guest }), "of a guest, who has a name and an address and no customer id"],
  ] as const) {
    step(`translate an ${event.type} ${knows}`);
    const sent = JSON.stringify(translate(exercise, check, event));
    for (const [what, text] of Object.entries(PERSONAL)) {
      check.that(!sent.includes(text), `The translation of ${event.type} gives away ${what}: “${text}”.`);
    }
  }
});

const ADDED = "added next year";

/** Adds a field to every object in a value, however deep: what a domain event may look like next year. */
function grown(value: unknown, field: string): unknown {
  if (Array.isArray(value)) return value.map((item) => grown(item, field));
  if (typeof value !== "object" || value === null) return value;
  const fields = Object.entries(value).map(([key, inner]) => [key, grown(inner, field)]);
  return { ...Object.fromEntries(fields), [field]: ADDED };
}

/** What a public event says, without the fields that other rules look at. */
const said = ({ type, schemaVersion, correlationId, data }: OrderIntegrationEvent): unknown => ({
  type,
  schemaVersion,
  correlationId,
  data,
});

rule("later-fields-stay-inside", async ({ exercise, check, step, forAll }) => {
  const field = fc.constantFrom("dateOfBirth", "margin", "loyaltyTier", "internalRemark", "supplierId");
  const events = { OrderPlaced: orderPlaced(), OrderCancelled: orderCancelled() };
  await forAll(fc.tuple(fc.constantFrom("OrderPlaced", "OrderCancelled"), field), ([type, added]) => {
    const today: OrderDomainEvent = events[type];
    step(`add the field ${added} to every object in an ${today.type}, and translate it`);
    const result = translate(exercise, check, grown(today, added) as OrderDomainEvent);
    const leaks = paths(result, "", (value) => value === ADDED);
    check.that(
      leaks.length === 0,
      `The field ${added} was added to the domain event, and without anyone's decision the public event has it too.`,
      { received: leaks },
    );
    check.equal(
      said(result),
      said(translate(exercise, check, today)),
      `With the field ${added} added to the domain event, another public event came out than without it.`,
    );
  });
});

/** Longer than a UUID, and than the columns that people cut ids down to: ids are any texts. */
const LONG = "orders-of-the-shop-in-the-high-street-2026-01-15-000000000000000000000001";

rule("stable-id", async ({ exercise, check, step, fresh, forAll }) => {
  step("translate one OrderPlaced twice");
  const first = translate(exercise, check, orderPlaced("evt-1001")).id;
  check.that(typeof first === "string" && first !== "", "The public event has no id.", { received: first });
  check.equal(
    translate(exercise, check, orderPlaced("evt-1001")).id,
    first,
    "One domain event was translated twice, and got two ids: its consumers take them for two events.",
  );
  step("translate it once more after a restart");
  const restarted = await fresh();
  // What a process counts begins anew with it: let the new one translate something else first.
  translate(restarted, check, orderCancelled("evt-0900"));
  check.equal(
    translate(restarted, check, orderPlaced("evt-1001")).id,
    first,
    "One domain event was translated before and after a restart, and got two ids.",
  );
  step("translate other events of the same order: it is cancelled, reinstated and cancelled again");
  const cancelled = translate(exercise, check, orderCancelled("evt-1002")).id;
  check.that(
    cancelled !== first,
    "Two events of one order got the same id: consumers drop the second one as a duplicate.",
    { received: first },
  );
  check.equal(
    translate(exercise, check, orderCancelled("evt-1002")).id,
    cancelled,
    "One OrderCancelled was translated twice, and got two ids: its consumers take them for two events.",
  );
  check.that(
    translate(exercise, check, orderCancelled("evt-1005")).id !== cancelled,
    "The two cancellations of one order got the same id: consumers drop the second one as a duplicate.",
    { received: cancelled },
  );
  await forAll(fc.uniqueArray(fc.uuid(), { minLength: 2, maxLength: 5 }), (ids) => {
    const given = ids.map((id) => translate(exercise, check, orderPlaced(id)).id);
    check.that(
      new Set(given).size === ids.length,
      "Domain events with different ids and the same data got one id: consumers drop all but the first.",
      { received: given },
    );
  });
  for (const [what, one, other] of [
    ["only in the case of a letter", "evt-7Ka", "evt-7kA"],
    ["only at their beginning", `eu-${LONG}`, `us-${LONG}`],
    ["only at their end", `${LONG}-a`, `${LONG}-b`],
    ["in two letters that a simple hash takes for the same", "evt-Aa", "evt-BB"],
  ] as const) {
    step(`translate ${one} and ${other}, two ids that differ ${what}`);
    const id = translate(exercise, check, orderPlaced(one)).id;
    check.that(
      translate(exercise, check, orderPlaced(other)).id !== id,
      `The domain events ${one} and ${other} differ ${what}, and got one id: consumers drop the second.`,
      { received: id },
    );
  }
});

rule("unmapped-gives-none", ({ exercise, check, step }) => {
  const internal: readonly NewEvent[] = [
    { id: "evt-1", type: "FraudScoreRaised", data: { orderId: "order-1", score: 91 } },
    { id: "evt-2", type: "OrderNoteAdded", data: { orderId: "order-1", note: "Rang twice" } },
    { id: "evt-3", type: "MarginRecalculated", data: { orderId: "order-1", margin: 17 } },
    { id: "evt-4", type: "OrderPlacedByPhone", data: orderPlaced().data },
  ];
  for (const event of internal) {
    const known = event.type === "FraudScoreRaised" || event.type === "OrderNoteAdded";
    step(
      `translate ${event.type}, ${known ? "which is internal" : "a type that was added after your code was written"}`,
    );
    let result: unknown;
    try {
      result = exercise.toIntegrationEvent(event as OrderDomainEvent);
    } catch (error) {
      if (isNotImplemented(error)) throw error;
      check.fail(`${event.type} is not part of the contract, and its translation threw. It should give undefined.`, {
        received: error,
      });
    }
    check.equal(result, undefined, `${event.type} is not part of the contract, and something was published for it.`);
  }
});

rule("speaks-the-contract", ({ exercise, check, step }) => {
  const expectations = [
    ["customer-asked", "customer"],
    ["out-of-stock", "shop"],
    ["fraud-suspected", "shop"],
    ["address-unreachable", "shop"],
    ["customer-did-not-pay", "shop"],
  ] as const;
  const added: ReadonlySet<string> = new Set(["address-unreachable", "customer-did-not-pay"]);
  for (const [reason, expected] of expectations) {
    step(`translate an OrderCancelled with the reason ${reason}`);
    const result = translate(exercise, check, orderCancelled("evt-1", reason as OrderCancelledData["reason"]));
    const later = added.has(reason) ? ", a reason that was added after your code was written," : "";
    check.equal(
      Reflect.get(result.data, "cancelledBy"),
      expected,
      `The internal reason "${reason}"${later} should be cancelledBy "${expected}" in the contract.`,
    );
    check.that(!JSON.stringify(result).includes(reason), `The internal reason "${reason}" left the service as it is.`, {
      received: result,
    });
  }
});

rule("keeps-time-and-trace", ({ exercise, check, step }) => {
  step("translate events that happened in January 2026, caused by the request req-7");
  for (const [event, occurredAt] of [
    [orderPlaced(), "2026-01-15T09:00:00.000Z"],
    [orderCancelled(), "2026-01-16T10:30:00.000Z"],
  ] as const) {
    // As a store hands it out, with the time at which it was recorded.
    const recorded = { ...event, recordedAt: new Date("2026-01-20T08:00:00.000Z") };
    const result = translate(exercise, check, recorded);
    check.equal(
      result.occurredAt,
      occurredAt,
      `occurredAt is not the time at which ${event.type} happened, which stands in its data. (In this case it was recorded days later.)`,
    );
    check.equal(
      result.correlationId,
      "req-7",
      `The correlation id of ${event.type} did not go along with the public event.`,
    );
  }
  step("translate an event without metadata");
  const { metadata, ...bare } = orderPlaced();
  void metadata;
  const { correlationId } = translate(exercise, check, bare);
  check.equal(correlationId, undefined, "A domain event without a correlation id gave a public one that has one.");
});

rule("leaves-the-domain-event-alone", ({ exercise, check, step }) => {
  for (const event of [orderPlaced(), orderCancelled()]) {
    const copy = structuredClone(event);
    step(`translate an ${event.type}, and look at it again`);
    translate(exercise, check, event);
    const left = new Set(paths(event));
    const gone = paths(copy).filter((path) => !left.has(path));
    check.that(gone.length === 0, `Translating ${event.type} took fields out of the domain event itself.`, {
      received: gone,
    });
    check.equal(event, copy, `Translating ${event.type} changed the domain event itself.`);
    check.equal(
      frozen(event),
      [],
      `Translating ${event.type} froze objects of the domain event: whoever owns it can no longer use it as before.`,
    );
  }
});

/** Paths of the frozen objects in a value. */
function frozen(value: unknown, path = "event"): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  const inner = Object.entries(value).flatMap(([key, part]) => frozen(part, `${path}.${key}`));
  return Object.isFrozen(value) && Object.keys(value).length > 0 ? [path, ...inner] : inner;
}
