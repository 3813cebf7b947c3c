// @belief Whatever Unicode counts among the “other” characters is a control.
// @breaks accepts-what-is-valid
// @section the-cloudevents-envelope
import type { EnvelopeProblem } from "eventlings";

type Json = Readonly<Record<string, unknown>>;
/** Says what is wrong with a value, or nothing where it is right. */
type Check = (value: unknown) => string | undefined;

/** Checks an envelope against CloudEvents 1.0.2 in its JSON format. */
export function validateEnvelope(envelope: unknown): readonly EnvelopeProblem[] {
  if (!isJsonObject(envelope)) return [{ attribute: "", message: "An envelope must be a JSON object." }];
  const names = new Set([...REQUIRED, ...Object.keys(envelope)]);
  return [...names].flatMap((attribute) => {
    const wrong = checkMember(attribute, envelope);
    return wrong === undefined ? [] : [{ attribute, message: `"${attribute}" ${wrong}` }];
  });
}

const REQUIRED = ["id", "source", "specversion", "type"];

function checkMember(name: string, envelope: Json): string | undefined {
  if (name === "data") return undefined;
  if (name === "data_base64" && Object.hasOwn(envelope, "data")) return "excludes data: give one of them.";
  // In the JSON format, null is the same as absent.
  const value = Object.hasOwn(envelope, name) ? (envelope[name] ?? undefined) : undefined;
  if (value === undefined) return REQUIRED.includes(name) ? "is required, and missing." : undefined;
  if (name === "data_base64") return base64(value);
  if (!/^[a-z0-9]+$/.test(name)) return "must have a name of the letters a-z and digits only.";
  return (ATTRIBUTES.get(name) ?? extension)(value);
}

const isJsonObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** No String may hold control characters, halves of surrogate pairs, or noncharacters. */
const clean = (value: string): string | undefined =>
  /\p{C}/u.test(value) ? "must not hold control characters or broken Unicode." : undefined;

const text: Check = (value) =>
  typeof value === "string" && value !== "" ? clean(value) : "must be a non-empty string.";

const matching =
  (pattern: RegExp, what: string): Check =>
  (value) =>
    typeof value === "string" && pattern.test(value) ? clean(value) : `must be ${what}.`;

const base64 = matching(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/, "Base64 with padding");

const extension: Check = (value) => {
  if (typeof value === "string") return clean(value);
  if (typeof value === "boolean") return undefined;
  // Only an integer that fits into 32 bits is still itself after `| 0`.
  return typeof value === "number" && (value | 0) === value
    ? undefined
    : "must be a string, a boolean or an integer of 32 bits.";
};

/** The characters that RFC 3986 lets a URI have; a % only where it begins an escape. */
const URI = "(?:%[0-9A-Fa-f]{2}|[!#$&-;=?-[\\]_a-z~])+";
/** A word of a media type, as RFC 2045 defines it. */
const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";

/** A Map, and not an object: an extension may be called `constructor`. */
const ATTRIBUTES: ReadonlyMap<string, Check> = new Map([
  ["id", text],
  ["type", text],
  ["subject", text],
  ["specversion", matching(/^1\.0$/, '"1.0"')],
  ["source", matching(new RegExp(`^${URI}$`), "a URI-reference")],
  ["dataschema", matching(new RegExp(`^[A-Za-z][A-Za-z0-9+.-]*:${URI}$`), "an absolute URI")],
  ["datacontenttype", matching(new RegExp(`^${TOKEN}/${TOKEN}\\s*(?:;.*)?$`), "a media type, such as text/xml")],
  [
    "time",
    (value) =>
      typeof value === "string" && isTimestamp(value) ? undefined : "must be a time of RFC 3339 that exists.",
  ],
]);

const RFC_3339 =
  /^(\d{4})-(\d\d)-(\d\d)[Tt]([01]\d|2[0-3]):([0-5]\d):([0-5]\d|60)(?:\.\d+)?(?:[Zz]|([+-])([01]\d|2[0-3]):([0-5]\d))$/;

/** Is this a time of RFC 3339? Date.parse is no help: it takes other formats, and turns 30 February into March. */
function isTimestamp(value: string): boolean {
  const parts = RFC_3339.exec(value);
  if (parts === null) return false;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1, 7).map(Number);
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return false;
  if (second < 60) return true;
  // A leap second comes at the end of a day in UTC, whatever the local time is then.
  const offset = (parts[7] === "-" ? -1 : 1) * (Number(parts[8] ?? 0) * 60 + Number(parts[9] ?? 0));
  return (hour * 60 + minute - offset + 1 + 1440) % 1440 === 0;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}
