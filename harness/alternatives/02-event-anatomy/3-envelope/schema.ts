// @style A little schema language: checks are combined from smaller ones, in one table for all members.
import type { EnvelopeProblem } from "eventlings";

type Test = (value: unknown) => boolean;

const all =
  (...tests: readonly Test[]): Test =>
  (value) =>
    tests.every((test) => test(value));
const any =
  (...tests: readonly Test[]): Test =>
  (value) =>
    tests.some((test) => test(value));
const like =
  (pattern: RegExp): Test =>
  (value) =>
    typeof value === "string" && pattern.test(value);
const not =
  (test: Test): Test =>
  (value) =>
    !test(value);

const isUnclean = like(/\p{Cc}|\p{Surrogate}|\p{NChar}/u);
const text = all((value) => typeof value === "string", not(isUnclean));
const nonEmpty = all(text, (value) => value !== "");
const uri = all(nonEmpty, like(/^[\x21-\x7e]*$/), not(like(/["<>\\^`{|}]|%(?![0-9a-f]{2})/i)));
const int32 = all(Number.isInteger, (value) => Math.abs(Number(value) + 0.5) < 2 ** 31);
const timestamp = all(
  like(
    /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3])(:[0-5]\d){2}(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/,
  ),
  // Days that not every month has.
  not(like(/^\d{4}-(02-3\d|(0[2469]|11)-31)/)),
  any(not(like(/^\d{4}-02-29/)), like(/^(\d\d(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)-/)),
);
const leapSecond: Test = (value) =>
  like(/:60/)(value) && timestamp(String(value).replace(/:60(?=[.Z+-])/, ":59")) && !like(/:60.*:60/)(value);

const members: ReadonlyMap<string, readonly [Test, string]> = new Map([
  ["id", [nonEmpty, "a non-empty text"]],
  ["source", [uri, "a URI-reference"]],
  ["specversion", [like(/^1\.0$/), "1.0"]],
  ["type", [nonEmpty, "a non-empty text"]],
  ["subject", [nonEmpty, "a non-empty text"]],
  ["dataschema", [all(uri, like(/^[a-z][-+.a-z0-9]*:/i)), "an absolute URI"]],
  ["datacontenttype", [all(nonEmpty, like(/^[^\s/;,"]+\/[^\s/;,"]+( *;.*)?$/)), "a media type"]],
  ["time", [any(timestamp, leapSecond), "a timestamp"]],
  ["data", [() => true, ""]],
  ["data_base64", [like(/^([a-z0-9+/]{4})*([a-z0-9+/]{3}=|[a-z0-9+/]{2}==)?$/i), "Base64"]],
]);
const extension: readonly [Test, string] = [any(text, int32, (value) => typeof value === "boolean"), "a simple value"];
const required: readonly string[] = ["type", "specversion", "source", "id"];

export function validateEnvelope(envelope: unknown): readonly EnvelopeProblem[] {
  if (Object.prototype.toString.call(envelope) !== "[object Object]") {
    return [{ attribute: "", message: "The whole is no JSON object." }];
  }
  const problems = new Map<string, string>();
  const entries = new Map(Object.entries(envelope as object));
  for (const name of required) if ((entries.get(name) ?? null) === null) problems.set(name, "is missing");
  for (const [name, value] of entries) {
    const [test, what] = members.get(name) ?? extension;
    if (!members.has(name) && !/^[0-9a-z]{1,}$/.test(name)) problems.set(name, "is no name for an extension");
    else if (value !== null && !test(value)) problems.set(name, `is not ${what}`);
  }
  if (entries.has("data") && entries.has("data_base64")) {
    problems.set("data", "is there twice").set("data_base64", "is there twice");
  }
  return Array.from(problems, ([attribute, message]) => ({ attribute, message: `${attribute} ${message}` }));
}
