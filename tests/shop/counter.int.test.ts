import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { loadCatalogue } from "../../src/catalogue/index.ts";
import { Counter } from "../../src/cli/shop/counter.ts";
import { chooseParts, type ChosenPart } from "../../src/cli/shop/parts.ts";
import { ShopProcess } from "../../src/judge/index.ts";
import { summarise } from "../../src/progress/summary.ts";
import { fakeIo, type FakeIo } from "../support/fake-io.ts";

const root = process.cwd();
let parts: readonly ChosenPart[];
let shop: ShopProcess;
let io: FakeIo;
let counter: Counter;

beforeAll(async () => {
  // Nobody has passed anything: every part is the reference's.
  parts = chooseParts(await loadCatalogue(root), summarise([]));
  shop = new ShopProcess(root);
});
afterAll(() => shop.end());
beforeEach(() => {
  io = fakeIo({ columns: 120 });
  counter = new Counter(shop, parts, io);
});

const ask = async (...lines: readonly string[]): Promise<string> => {
  for (const line of lines) await counter.take(line);
  return io.out();
};

describe("the counter of the shop", () => {
  test("stores what is ordered, and shows it in its views, its events and its lag", async () => {
    expect(
      await ask(
        "place 1 ada mug:2:1250 lamp:1:4900",
        "pay 1",
        "ship 1 P-7",
        "show 1",
        "orders",
        "revenue",
        "events 1",
        "lag",
      ),
    ).toMatchInlineSnapshot(`
      "Accepted: OrderPlaced  (cqrs/command-handler, deciders/decide-order)
      Accepted: PaymentReceived  (repository/handle-command, deciders/decide-order)
      Accepted: OrderShipped  (repository/order-repository, deciders/order-aggregate)
      1  shipped    ada, 3 pieces, 74.00  (version 3)
      1  shipped    ada, 3 pieces, 74.00  (version 3)
      2026-01-15  1 payment, 74.00 received, 0.00 refunded
         1  order-1@1  OrderPlaced
         2  order-1@2  PaymentReceived
         3  order-1@3  OrderShipped
      order-view: at 3 of 3, up to date
      daily-revenue: at 3 of 3, up to date"
    `);
    expect(counter.failed).toBe(false);
  });

  test("takes a double click for one order", async () => {
    expect(await ask("place 1 ada mug:1:1250", "again", "events")).toMatchInlineSnapshot(`
      "Accepted: OrderPlaced  (cqrs/command-handler, deciders/decide-order)
      Accepted, and nothing new has happened  (cqrs/command-handler, deciders/decide-order)
         1  order-1@1  OrderPlaced"
    `);
  });

  test("says why the order refuses, and goes on", async () => {
    expect(await ask("pay 1", "place 1 ada mug:0:1250", "place 1 ada mug:1:1250", "pay 1 1", "ship 1"))
      .toMatchInlineSnapshot(`
        "Refused: NOT_PLACED: The order says no: NOT_PLACED.
        Refused: INVALID_LINE: The order says no: INVALID_LINE.
        Accepted: OrderPlaced  (cqrs/command-handler, deciders/decide-order)
        Refused: WRONG_AMOUNT: The order says no: WRONG_AMOUNT.
        Refused: NOT_PAID: The order says no: NOT_PAID."
      `);
  });

  test("shows a view that is behind, and how it catches up", async () => {
    expect(await ask("place 1 ada mug:1:1250", "pause", "pay 1", "show 1", "orders", "lag", "resume", "show 1"))
      .toMatchInlineSnapshot(`
      "Accepted: OrderPlaced  (cqrs/command-handler, deciders/decide-order)
      The projections stand still. What you order from now on is stored, and in no view.
      Accepted: PaymentReceived  (repository/handle-command, deciders/decide-order)
      Not yet: the view has not come to your last command in time. (Are the projections paused?)
      1  placed     ada, 1 piece, 12.50  (version 1)
      order-view: at 1 of 2, 1 event behind
      daily-revenue: at 1 of 2, 1 event behind
      order-view: at 2 of 2, up to date
      daily-revenue: at 2 of 2, up to date
      1  paid       ada, 1 piece, 12.50  (version 2)"
    `);
  });

  test("keeps what is stored when the service dies, and loads from a snapshot", async () => {
    expect(await ask("place 1 ada mug:1:1250", "cancel 1", "crash", "state 1", "cancel 1", "state 2"))
      .toMatchInlineSnapshot(`
        "Accepted: OrderPlaced  (cqrs/command-handler, deciders/decide-order)
        Accepted: OrderCancelled  (snapshots/load-snapshot, snapshots/snapshot-policy)
        The service died and was started again. What it had only in memory is gone.
        cancelled: 1 mug; 12.50, of which 0.00 paid  (version 2, from the snapshot at 2 on)
        Accepted, and nothing new has happened  (snapshots/load-snapshot, snapshots/snapshot-policy)
        no such order  (version 0)"
      `);
  });

  test("has an answer where there is nothing yet", async () => {
    expect(await ask("orders", "revenue", "events", "lag", "again", "show 1", "  ")).toMatchInlineSnapshot(`
      "No orders in the view.
      No day in the view.
      No events.
      No projection has a checkpoint yet; the log is at 0.
      Nothing was asked yet that could be sent again.
      There is no such order."
    `);
  });

  test("is attacked, and says what was tried", async () => {
    const out = await ask("place 1 ada mug:1:1250", "attack");
    expect(out).toMatch(
      /attacking in every order …\nattacking with one crash …\nattacking with one answer lost …\nIt holds\. Tried: /,
    );
  });
});

describe("what is wrong with a line is said in one sentence", () => {
  test.for([
    ["plase 1", /^There is no "plase" at this counter\. Did you mean place\? `help` lists what there is\.$/],
    ["place 1", /^It is `place <order> <customer> <sku>:<quantity>:<price>…`\.$/],
    [
      "place 1 ada mug",
      /^"mug" is no line of an order: write article, quantity and price in pence, as in mug:2:1250\.$/,
    ],
    ["place 1 ada mug:1:2:3", /^"mug:1:2:3" is no line of an order/],
    ["place 1 ada :1:2", /^":1:2" is no line of an order/],
    ["place 1 ada mug:two:3", /^"mug:two:3" is no line of an order/],
    ["pay", /^It is `pay <order> \[amount\]`\.$/],
    ["pay 1 much", /^"much" is no amount: write pence, as in pay 1 2500\.$/],
    ["orders 1", /^It is `orders`\.$/],
    ["attack", /^There is nothing to attack yet: place an order first\.$/],
  ] as const)("%s", async ([line, sentence]) => {
    expect(await counter.take(line)).toBe("stay");
    expect(io.err()).toMatch(sentence);
    expect(io.out()).toBe("");
    expect(counter.failed).toBe(true);
  });

  test("`quit` leaves, `help` and `parts` list", async () => {
    expect(await counter.take("quit")).toBe("leave");
    expect(await ask("help", "parts")).toMatch(/place <order>[\s\S]*projections\/projection-runner {2}the reference's/);
  });
});

describe("a part that is wrong", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "eventlings-shop-"));
    return () => rmSync(folder, { recursive: true, force: true });
  });

  /** A counter whose rules of an order are this code. */
  const withRules = (code: string): Counter => {
    const file = join(folder, "decide.ts");
    writeFileSync(file, code);
    const own = parts.map((part): ChosenPart =>
      part.key === "decide"
        ? {
            ...part,
            whose: "yours",
            exercise: { ...part.exercise, files: { ...part.exercise.files, workspace: file } },
          }
        : part,
    );
    return new Counter(shop, own, io);
  };

  test.for([
    [
      "does not compile",
      "export function decideOrder( {",
      /^Your file is not valid TypeScript yet: [\s\S]* \(.*decide\.ts:1\) Mend the file and ask again; nothing of your session is lost\.$/,
    ],
    ["throws while it is loaded", 'throw new Error("no");', /while it was being loaded/],
  ] as const)("that %s is named, and the session goes on", async ([, code, sentence]) => {
    const own = withRules(code);
    await own.take("place 1 ada mug:1:1250");
    expect(io.err()).toMatch(sentence);
    writeFileSync(
      join(folder, "decide.ts"),
      'export const decideOrder = () => [{ type: "OrderPlaced", data: { orderId: "1", customerId: "ada", lines: [], total: 0, placedAt: "2026-01-15" } }];',
    );
    await own.take("place 1 ada mug:1:1250");
    expect(io.out()).toMatch(/^Accepted: OrderPlaced/);
  });

  test("that throws is told with its error, and where", async () => {
    await withRules('export function decideOrder() {\n  throw new TypeError("lines is undefined");\n}').take(
      "place 1 ada mug:1:1250",
    );
    expect(io.out().replaceAll(/\s+/g, " ")).toBe(
      `Failed: TypeError: lines is undefined (${join(folder, "decide.ts")}:2)`,
    );
  });

  test("that is not written yet says so", async () => {
    await withRules(
      'import { NotImplemented } from "eventlings";\nexport function decideOrder() { throw new NotImplemented("decideOrder"); }',
    ).take("place 1 ada mug:1:1250");
    expect(io.out()).toMatch(/^Failed: NOT_IMPLEMENTED: decideOrder is not written yet\. \(/);
  });

  test("that never ends is stopped, and the next line is answered", async () => {
    const own = withRules("export function decideOrder() { for (;;) {} }");
    await own.take("place 1 ada mug:1:1250");
    expect(io.out()).toMatch(/went into a loop that never gives up the thread/);
    expect(own.failed).toBe(true);
    await own.take("events");
    expect(io.out()).toMatch(/No events\.$/);
  });

  test("that asks the clock is told to ask its ports", async () => {
    await withRules("export function decideOrder() { Date.now(); return []; }").take("place 1 ada mug:1:1250");
    expect(io.out()).toMatch(/Your code called Date\.now\(\), which goes round the ports/);
  });
});
