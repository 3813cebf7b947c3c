import type { ShopEntry } from "../../judge/index.ts";
import { nearestName } from "../../render/index.ts";
import { UserError } from "../errors.ts";

/** What a line at the counter can ask for. */
export type Asked =
  | { readonly kind: "entry"; readonly entry: ShopEntry }
  | { readonly kind: "attack" | "help" | "quit" | "parts" | "nothing" };

/** Every command at the counter, what follows its name, and what it does. */
export const COUNTER: readonly (readonly [string, string, string])[] = [
  ["place", "<order> <customer> <sku>:<quantity>:<price>…", "an order; prices in pence: place 1 ada mug:2:1250"],
  ["pay", "<order> [amount]", "a payment; without an amount, of what the order costs"],
  ["ship", "<order> [tracking]", "it leaves the house"],
  ["cancel", "<order>", "the customer has changed their mind"],
  ["again", "", "the last command once more, with the same command id: a double click"],
  ["show", "<order>", "ask the read model, and wait until your last command is in it"],
  ["orders", "", "the view of all orders"],
  ["revenue", "", "the view of what each day brought in"],
  ["state", "<order>", "what the order's events say, loaded through its snapshot"],
  ["events", "[order]", "what is stored"],
  ["lag", "", "how far the projections have come"],
  ["pause", "", "let the projections stand still"],
  ["resume", "", "let them go on"],
  ["crash", "", "the service dies and starts again"],
  ["attack", "", "your last three commands at once, in every order, with a crash, with a lost answer"],
  ["parts", "", "which parts are yours"],
  ["quit", "", "leave"],
];

const NAMES = COUNTER.map(([name]) => name);

/**
 * Reads a line.
 * @throws UserError that says what is wrong with it
 */
export function parseLine(line: string): Asked {
  const [name = "", ...rest] = line.trim().split(/\s+/);
  switch (name) {
    case "":
      return { kind: "nothing" };
    case "place":
      return entry(place(rest));
    case "pay":
      return entry(pay(rest));
    case "ship": {
      const [order, tracking] = words(name, rest, 1, 2);
      return entry({ do: name, order, tracking: tracking === "" ? `parcel-${order}` : tracking });
    }
    case "cancel":
    case "show":
    case "state":
      return entry({ do: name, order: words(name, rest, 1, 1)[0] });
    case "events": {
      const [order] = words(name, rest, 0, 1);
      return entry(order === "" ? { do: name } : { do: name, order });
    }
    case "again":
    case "orders":
    case "revenue":
    case "lag":
    case "pause":
    case "resume":
    case "crash":
      words(name, rest, 0, 0);
      return entry({ do: name });
    case "attack":
    case "help":
    case "parts":
    case "quit":
      words(name, rest, 0, 0);
      return { kind: name };
    case "exit":
      return { kind: "quit" };
    default: {
      const meant = nearestName(name, [...NAMES, "help"]);
      throw new UserError(
        `There is no "${name}" at this counter.${meant === undefined ? "" : ` Did you mean ${meant}?`} \`help\` lists what there is.`,
      );
    }
  }
}

const entry = (asked: ShopEntry): Asked => ({ kind: "entry", entry: asked });

/** The words behind a command, as many as it takes; one that may be left out is an empty text. */
function words(name: string, given: readonly string[], least: number, most: number): readonly [string, string] {
  if (given.length < least || given.length > most) throw new UserError(`It is \`${usageOf(name)}\`.`);
  const [first = "", second = ""] = given;
  return [first, second];
}

const usageOf = (name: string): string => {
  const usage = COUNTER.find(([each]) => each === name)?.[1] ?? "";
  return usage === "" ? name : `${name} ${usage}`;
};

function place([order, customer, ...lines]: readonly string[]): ShopEntry {
  if (order === undefined || customer === undefined) throw new UserError(`It is \`${usageOf("place")}\`.`);
  return { do: "place", order, customer, lines: lines.map(readLine) };
}

/** What is wrong with a quantity or a price is for the order to say: it is one of its rules. */
function readLine(text: string): { readonly sku: string; readonly quantity: number; readonly unitPrice: number } {
  const [sku = "", quantity, unitPrice, ...rest] = text.split(":");
  const numbers = [Number(quantity), Number(unitPrice)] as const;
  if (sku === "" || rest.length > 0 || numbers.some((number) => !Number.isFinite(number)))
    throw new UserError(
      `"${text}" is no line of an order: write article, quantity and price in pence, as in mug:2:1250.`,
    );
  return { sku, quantity: numbers[0], unitPrice: numbers[1] };
}

function pay(given: readonly string[]): ShopEntry {
  const [order, amount] = words("pay", given, 1, 2);
  if (amount === "") return { do: "pay", order };
  if (!Number.isFinite(Number(amount)))
    throw new UserError(`"${amount}" is no amount: write pence, as in pay ${order} 2500.`);
  return { do: "pay", order, amount: Number(amount) };
}
