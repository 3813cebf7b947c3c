import * as exercise from "#exercise/01-messages/1-naming";
import { rulesFor, type Check, type RuleContext } from "#spec";
import { BUSINESS_VERBS, CRUD_VERBS, QUERY_VERBS, type MessageKind, type NameVerdict } from "eventlings";
import fc from "fast-check";

type Exercise = typeof exercise;
const rule = rulesFor("messages/naming", exercise);

const KINDS: readonly MessageKind[] = ["command", "event", "query"];

/** Words that begin with no verb of the kit's lists, and that are none. */
const noun = fc.constantFrom("Order", "Payment", "Invoice", "Parcel", "Stock", "Customer", "Voucher", "Basket");
const nouns = fc.array(noun, { minLength: 1, maxLength: 2 }).map((words) => words.join(""));
const businessVerb = fc.constantFrom(...BUSINESS_VERBS);
const crudVerb = fc.constantFrom(...CRUD_VERBS);
const queryVerb = fc.constantFrom(...QUERY_VERBS);

const REGULAR = BUSINESS_VERBS.filter(({ past }) => past.endsWith("ed"));
const IRREGULAR = BUSINESS_VERBS.filter(({ past }) => !past.endsWith("ed"));

interface Linted {
  readonly call: string;
  readonly result: NameVerdict;
}

/** Calls the learner's function and makes sure that there is a verdict to look at. */
function lint(exercise: Exercise, check: Check, kind: MessageKind, name: string): Linted {
  const call = `lintMessageName("${kind}", "${name}")`;
  const result = exercise.lintMessageName(kind, name);
  check.that(typeof result?.verdict === "string", `${call} gave back nothing that has a verdict.`, {
    received: result,
  });
  return { call, result };
}

/** Checks one verdict; `because` ends the sentence that says why it should be so. */
function expectVerdict(
  { exercise, check }: Pick<RuleContext<Exercise>, "exercise" | "check">,
  verdict: NameVerdict["verdict"],
  kind: MessageKind,
  name: string,
  because: string,
): void {
  const { call, result } = lint(exercise, check, kind, name);
  check.equal(result.verdict, verdict, `${call} should be "${verdict}": ${because}.`);
}

/** Checks that a name is wrong for every kind there is. */
function expectWrongForAll(context: RuleContext<Exercise>, name: string, because: string): void {
  for (const kind of KINDS) expectVerdict(context, "wrong", kind, name, because);
}

rule("events-in-the-past", async (context) => {
  const { step, forAll } = context;
  step("lint good names of events with regular verbs");
  for (const name of ["OrderPlaced", "PaymentReceived", "UserEmailVerified", "OrderShipped", "OrderCancelled"]) {
    expectVerdict(context, "ok", "event", name, "it ends with the past of a business verb");
  }
  await forAll(fc.tuple(nouns, fc.constantFrom(...REGULAR)), ([about, { imperative, past }]) => {
    expectVerdict(context, "ok", "event", `${about}${past}`, `${past} is the past of ${imperative}`);
  });
  step("lint names that are not in the past, as events");
  for (const name of ["PlaceOrder", "ShipParcel", "GetOrder"]) {
    expectVerdict(context, "wrong", "event", name, "it does not end with a verb in the past");
  }
});

rule("irregular-verbs", async (context) => {
  const { step, forAll } = context;
  step("lint good names of events with irregular verbs");
  const examples = [
    "OrderSent",
    "PaymentMade",
    "StockHeld",
    "ParcelLost",
    "TrialBegun",
    "ItemSold",
    "PriceSet",
    "OrderPaid",
    "ShipmentSplit",
    "OfferWithdrawn",
    "VoucherBought",
  ];
  for (const name of examples) {
    expectVerdict(context, "ok", "event", name, "it ends with the past of a business verb, an irregular one");
  }
  await forAll(fc.tuple(nouns, fc.constantFrom(...IRREGULAR)), ([about, { imperative, past }]) => {
    expectVerdict(context, "ok", "event", `${about}${past}`, `${past} is the past of ${imperative}`);
  });
});

rule("commands-in-the-imperative", async (context) => {
  const { step, forAll } = context;
  step("lint good names of commands");
  for (const name of ["PlaceOrder", "CancelOrder", "SendInvoice", "SetPrice", "SplitShipment", "SettleInvoice"]) {
    expectVerdict(context, "ok", "command", name, "it begins with the imperative of a business verb");
  }
  await forAll(fc.tuple(businessVerb, nouns), ([{ imperative }, about]) => {
    expectVerdict(context, "ok", "command", `${imperative}${about}`, `it begins with the imperative ${imperative}`);
  });
  step("lint a fact and a question, as commands");
  expectVerdict(context, "wrong", "command", "OrderPlaced", "it does not ask for anything to be done");
  expectVerdict(context, "wrong", "command", "OrderSent", "it does not ask for anything to be done");
  expectVerdict(context, "wrong", "command", "GetOrder", "it asks for an answer, for Get is one of QUERY_VERBS");
});

rule("queries-ask", async (context) => {
  const { step, forAll } = context;
  step("lint good names of queries");
  for (const name of ["GetOrder", "FindOrders", "ListOrders", "CountParcels", "SearchInvoices"]) {
    expectVerdict(context, "ok", "query", name, "it begins with one of QUERY_VERBS");
  }
  await forAll(fc.tuple(queryVerb, nouns), ([verb, about]) => {
    expectVerdict(context, "ok", "query", `${verb}${about}`, `it begins with ${verb}, one of QUERY_VERBS`);
  });
  step("lint a request and a fact, as queries");
  expectVerdict(context, "wrong", "query", "PlaceOrder", "Place is not one of QUERY_VERBS");
  expectVerdict(context, "wrong", "query", "OrderPlaced", "it does not ask for an answer");
});

rule("nouns-are-no-message", async (context) => {
  const { step, forAll } = context;
  step("lint names that end like a regular past and are nouns or states");
  for (const name of ["ProductFeed", "OrderSpeed", "GardenShed", "InvoiceUnpaid"]) {
    expectVerdict(context, "wrong", "event", name, "its last word is the past of none of the listed verbs");
  }
  step("lint names without any verb, as each kind");
  for (const name of ["OrderData", "PriceInfo", "CustomerDto", "OrderPending", "OrderProcessing"]) {
    expectWrongForAll(context, name, "none of its words is a verb in its place, so it neither asks nor tells");
  }
  await forAll(fc.tuple(noun, noun), ([first, second]) => {
    expectWrongForAll(context, `${first}${second}`, "two nouns neither ask nor tell");
  });
});

rule("whole-words", (context) => {
  context.step("lint names whose first word only begins like a verb, as each kind");
  const examples = [
    "ShipmentLabel",
    "PaymentPending",
    "SettingsPage",
    "ListingPrice",
    "GetawayOffer",
    "CountryTax",
    "SettlementReport",
    "PackagingSize",
    "HoldingFee",
    "UpdaterJob",
  ];
  for (const name of examples) {
    expectWrongForAll(context, name, "its first word only begins like a verb; the whole word is a noun");
  }
});

rule("says-what-about", async (context) => {
  const { step, forAll } = context;
  step("lint names of one word, as each kind");
  for (const name of ["Cancelled", "Sent", "Ship", "Find", "Updated"]) {
    expectWrongForAll(context, name, "it does not say what it is about");
  }
  const verbs = fc.oneof(
    fc.constantFrom(...BUSINESS_VERBS, ...CRUD_VERBS).map(({ imperative }) => imperative),
    fc.constantFrom(...BUSINESS_VERBS, ...CRUD_VERBS).map(({ past }) => past),
    queryVerb,
  );
  await forAll(verbs, (name) => expectWrongForAll(context, name, "it does not say what it is about"));
});

rule("place-decides", async (context) => {
  const { step, forAll } = context;
  step("lint facts that begin like a request or a question");
  for (const name of ["ReturnReceived", "RefundIssued", "HoldReleased", "CountReceived", "SearchFailed"]) {
    expectVerdict(context, "ok", "event", name, "its last word is a verb in the past, and that decides first");
  }
  step("lint requests and questions that hold a past form which is not at the end");
  for (const name of ["RestoreCancelledOrder", "SendPaidInvoice", "ShipSplitOrder"]) {
    expectVerdict(context, "ok", "command", name, "it begins with an imperative, and its last word is no past form");
  }
  expectVerdict(
    context,
    "ok",
    "query",
    "FindCancelledOrders",
    "it begins with Find, and its last word is no past form",
  );
  expectVerdict(context, "wrong", "event", "CancelledOrder", "a past form that is not at the end describes the order");
  step("lint names with an imperative, or a verb that asks, which is not at the beginning, as each kind");
  for (const name of ["CustomerReturn", "OrderRefundForm", "PriceUpdate", "ParcelSearchPage", "OrderCount"]) {
    expectWrongForAll(context, name, "such a verb counts only at the beginning, and its last word is no past form");
  }
  await forAll(fc.tuple(businessVerb, nouns, businessVerb), ([first, about, last]) => {
    const because = `its last word is ${last.past}, and that decides first`;
    expectVerdict(context, "ok", "event", `${first.imperative}${about}${last.past}`, because);
    // Another name: each is judged as one kind here, so that a verdict remembered by name is not taken for this fault.
    expectVerdict(context, "wrong", "command", `${first.imperative}Gift${about}${last.past}`, because);
  });
});

rule("crud-is-warned", async (context) => {
  const { exercise, check, step, forAll } = context;
  const expectWarning = (kind: MessageKind, name: string, verb: string): void => {
    const { call, result } = lint(exercise, check, kind, name);
    check.equal(
      result.verdict,
      "warned",
      `${call} should be "warned": its form is right, and ${verb} is one of CRUD_VERBS.`,
    );
    if (result.verdict !== "warned") return;
    check.equal(result.verb, verb, `${call} does not say which word of the name the warning is about.`);
  };
  step("lint events and commands that speak of rows");
  expectWarning("event", "UserUpdated", "Updated");
  expectWarning("event", "OrderCreated", "Created");
  expectWarning("command", "UpdateUser", "Update");
  expectWarning("command", "DeleteOrder", "Delete");
  await forAll(fc.tuple(crudVerb, nouns), ([{ imperative, past }, about]) => {
    expectWarning("event", `${about}${past}`, past);
    expectWarning("command", `${imperative}${about}`, imperative);
  });
  step("lint a command whose CRUD verb also names what it is about");
  expectWarning("command", "SaveUpdatedOrder", "Save");
});

rule("crud-elsewhere-is-fine", async (context) => {
  const { step, forAll } = context;
  step("lint business names that mention a CRUD verb in a place where it is not the verb");
  expectVerdict(context, "ok", "event", "DeletedOrderRestored", "it is read by Restored, which is no CRUD verb");
  expectVerdict(context, "ok", "command", "RestoreDeletedOrder", "it is read by Restore, which is no CRUD verb");
  expectVerdict(context, "ok", "event", "UpdateFailed", "it is read by Failed, which is no CRUD verb");
  expectVerdict(context, "ok", "query", "FindUpdatedOrders", "it is read by Find, which is no CRUD verb");
  await forAll(fc.tuple(crudVerb, noun, businessVerb), ([crud, about, { imperative, past }]) => {
    const fact = `${crud.past}${about}${past}`;
    expectVerdict(context, "ok", "event", fact, `it is read by ${past}, which is no CRUD verb`);
    const request = `${imperative}${crud.past}${about}`;
    expectVerdict(context, "ok", "command", request, `it is read by ${imperative}, which is no CRUD verb`);
  });
});

rule("wrong-before-warned", async (context) => {
  const { step, forAll } = context;
  step("lint CRUD names, as a kind that they are not");
  expectVerdict(context, "wrong", "event", "UpdateUser", "it reads as a command");
  expectVerdict(context, "wrong", "command", "UserUpdated", "it reads as an event");
  expectVerdict(context, "wrong", "query", "UserUpdated", "it reads as an event");
  await forAll(fc.tuple(crudVerb, nouns), ([{ imperative, past }, about]) => {
    expectVerdict(context, "wrong", "event", `${imperative}${about}`, "it reads as a command");
    expectVerdict(context, "wrong", "command", `${about}${past}`, "it reads as an event");
  });
});

rule("names-the-other-kind", async ({ exercise, check, step, forAll }) => {
  const expectLooksLike = (kind: MessageKind, name: string, reads: MessageKind | "nothing"): void => {
    const { call, result } = lint(exercise, check, kind, name);
    const article = reads === "event" ? "an " : "a ";
    check.equal(
      { verdict: result.verdict, looksLike: Reflect.get(result, "looksLike") as unknown },
      { verdict: "wrong", looksLike: reads },
      `${call} should be "wrong", and say that the name reads as ${reads === "nothing" ? "" : article}${reads}.`,
    );
  };
  step("lint OrderPlaced as an event, then as a command and as a query, then as an event again");
  const again = "The same name was judged before as another kind, and this verdict";
  const right = lint(exercise, check, "event", "OrderPlaced").result;
  for (const kind of ["command", "query"] as const) {
    const { call, result } = lint(exercise, check, kind, "OrderPlaced");
    check.equal(result.verdict, "wrong", `${call} should be "wrong". ${again} should not depend on that.`);
  }
  check.equal(
    lint(exercise, check, "event", "OrderPlaced").result,
    right,
    `lintMessageName("event", "OrderPlaced") was asked a second time. ${again} should be what it was.`,
  );
  step("lint names as a kind that they are not");
  expectLooksLike("event", "SendInvoice", "command");
  expectLooksLike("event", "GetOrder", "query");
  expectLooksLike("command", "InvoiceSent", "event");
  expectLooksLike("command", "ListOrders", "query");
  expectLooksLike("query", "CancelOrder", "command");
  expectLooksLike("query", "OrderCancelled", "event");
  expectLooksLike("event", "OrderData", "nothing");
  expectLooksLike("command", "Ship", "nothing");
  const named = fc.oneof(
    fc.tuple(businessVerb, nouns).map(([{ imperative }, about]) => ["command", `${imperative}${about}`] as const),
    fc.tuple(businessVerb, nouns).map(([{ past }, about]) => ["event", `${about}${past}`] as const),
    fc.tuple(queryVerb, nouns).map(([verb, about]) => ["query", `${verb}${about}`] as const),
  );
  await forAll(named, ([reads, name]) => {
    for (const kind of KINDS) if (kind !== reads) expectLooksLike(kind, name, reads);
  });
});
