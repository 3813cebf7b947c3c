import { storeAtHand, testIds, type Check, type StoreAtHand } from "#spec";
import type { CommandEndpoint, CommandEndpointPorts, CommandRequest, CommandResponse } from "eventlings";
import fc from "fast-check";
import type * as exercise from "#exercise/06-repository/3-if-match";
import { added, contested, stock, stockHandler, type StockCommand } from "./stock.ts";

type Module = typeof exercise;
type Policy = CommandEndpointPorts<StockCommand>["precondition"];

/** An endpoint, and the store below it. */
export interface Shop {
  readonly store: StoreAtHand;
  readonly endpoint: CommandEndpoint<StockCommand>;
}

/** A shop whose stock of mugs is at this version; somebody else writes right before so many appends. */
export function open(
  module: Module,
  version: number,
  {
    precondition = "optional",
    rivals = 0,
    decider = stock,
  }: { precondition?: Policy; rivals?: number; decider?: typeof stock } = {},
): Shop {
  const base = storeAtHand();
  if (version > 0) base.fill("mugs", added(...Array.from({ length: version }, () => 2)));
  const store = contested(base, rivals);
  const handle = stockHandler({ store, decider, ids: testIds() });
  return { store, endpoint: module.createCommandEndpoint({ store, handle, precondition }) };
}

export type Headers = CommandRequest<StockCommand>["headers"];

export const isSuccess = ({ status }: CommandResponse): boolean => [200, 201, 204].includes(status);

/** A header's value, with the characters that nobody can see spelled out. */
export const shown = (value: string): string =>
  [...value]
    .map((character) => {
      if (character === "\t") return "\\t";
      const isControl = character < " " || character === "\u007F";
      return isControl ? `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}` : character;
    })
    .join("");

/** Says a request as it would be sent. */
export const say = (headers: Headers): string =>
  headers["if-match"] === undefined && headers["if-none-match"] === undefined
    ? "no condition"
    : [
        ...(headers["if-match"] === undefined ? [] : [`If-Match: ${shown(headers["if-match"])}`]),
        ...(headers["if-none-match"] === undefined ? [] : [`If-None-Match: ${headers["if-none-match"]}`]),
      ].join(" and ");

/** Sends a command for mugs, and expects an answer. */
export function send(
  { endpoint }: Shop,
  check: Check,
  command: StockCommand,
  headers: Headers,
): Promise<CommandResponse> {
  return check.succeeds(
    () => endpoint({ streamId: "mugs", command, headers }),
    `A command with ${say(headers)} was not answered: the endpoint rejected.`,
  );
}

/** Expects this status of a command, and that nothing was appended by it. */
export async function turnsAway(
  shop: Shop,
  check: Check,
  {
    command,
    headers,
    status,
    why,
  }: { readonly command: StockCommand; readonly headers: Headers; readonly status: number; readonly why: string },
): Promise<void> {
  const before = shop.store.stream("mugs").currentVersion;
  const answer = await send(shop, check, command, headers);
  check.equal(answer.status, status, `Sent with ${say(headers)}: ${why}`);
  check.equal(
    shop.store.stream("mugs").currentVersion,
    before,
    `Sent with ${say(headers)}: the client was turned away with ${String(status)}, and its command was carried out all the same.`,
  );
}

/** Pieces of which headers are made, right ones and wrong ones. */
export const anyHeader: fc.Arbitrary<string> = fc
  .array(
    fc.constantFrom(
      '"3"',
      '"3"',
      'W/"3"',
      '"13"',
      '"1,3"',
      '""',
      '"a"',
      ",",
      ",",
      ", ",
      " ,",
      " ",
      "\t",
      '"',
      "W/",
      "3",
      "*",
      "w/",
    ),
    { minLength: 1, maxLength: 5 },
  )
  .map((pieces) => pieces.join("").trim());

/** Lists of entity tags as they should be, with the spaces and the empty elements that are allowed. */
export const anyList: fc.Arbitrary<string> = fc
  .array(fc.constantFrom('"3"', 'W/"3"', '"2"', '"13"', '"1,3"', '"3,"', '"W/"', '""', '"*"', '"!#~"', ""), {
    minLength: 1,
    maxLength: 4,
  })
  .chain((tags) =>
    fc
      .array(fc.constantFrom(",", ", ", " , ", "\t,"), { minLength: tags.length, maxLength: tags.length })
      .map((commas) =>
        tags
          .map((tag, index) => (index === 0 ? tag : `${commas[index] ?? ","}${tag}`))
          .join("")
          .trim(),
      ),
  );

/** What a value of If-Match says, read character by character; `undefined` where it is malformed. */
export function readIfMatch(value: string): "*" | readonly string[] | undefined {
  if (value === "*") return "*";
  const tags: string[] = [];
  let at = 0;
  let wantsComma = false;
  while (at < value.length) {
    const character = value[at] ?? "";
    if (character === " " || character === "\t") {
      at += 1;
    } else if (character === ",") {
      wantsComma = false;
      at += 1;
    } else {
      const quote = value.startsWith("W/", at) ? at + 2 : at;
      const end = value[quote] === '"' ? value.indexOf('"', quote + 1) : -1;
      if (wantsComma || end === -1 || /[^!-~\u0080-\uFFFF]/.test(value.slice(quote, end))) return undefined;
      tags.push(value.slice(at, end + 1));
      wantsComma = true;
      at = end + 1;
    }
  }
  return tags;
}
