// @style A generator that yields problems; characters are looked at one by one; Date is used to ask the calendar.
import type { EnvelopeProblem } from "eventlings";

type Found = Generator<EnvelopeProblem, void>;

export function validateEnvelope(envelope: unknown): readonly EnvelopeProblem[] {
  return [...problemsOf(envelope)];
}

function* problemsOf(envelope: unknown): Found {
  if (envelope === null || typeof envelope !== "object" || Array.isArray(envelope)) {
    yield { attribute: "", message: "This is no JSON object, so it is no envelope." };
    return;
  }
  const attributes = new Map(Object.entries(envelope).filter(([, value]: [string, unknown]) => value !== null));
  for (const name of ["id", "source", "specversion", "type"]) {
    if (!attributes.has(name)) yield { attribute: name, message: `There is no ${name}.` };
  }
  if ("data" in envelope && attributes.has("data_base64"))
    yield { attribute: "data", message: "There are data and data_base64." };
  for (const [name, value] of attributes) {
    if (name !== "data") yield* problemsOfAttribute(name, value);
  }
}

function* problemsOfAttribute(attribute: string, value: unknown): Found {
  const complain = (message: string): EnvelopeProblem => ({ attribute, message });
  switch (attribute) {
    case "id":
    case "type":
    case "subject":
      if (!isText(value) || value.length === 0) yield complain("This must be some text.");
      return;
    case "specversion":
      if (value !== "1.0") yield complain('Only version "1.0" is known here.');
      return;
    case "source":
      if (!isText(value) || !isUri(value)) yield complain("This must be a URI, or a part of one.");
      return;
    case "dataschema":
      if (!isText(value) || !isUri(value) || !startsWithScheme(value)) yield complain("This must be a whole URI.");
      return;
    case "datacontenttype":
      if (!isText(value) || !isMediaType(value)) yield complain("This must be a media type.");
      return;
    case "time":
      if (!isText(value) || !isTimestamp(value)) yield complain("This must be a timestamp.");
      return;
    case "data_base64":
      if (!isText(value) || !isBase64(value)) yield complain("This must be Base64.");
      return;
  }
  if (
    attribute === "" ||
    Array.from(attribute).some((letter) => !"abcdefghijklmnopqrstuvwxyz0123456789".includes(letter))
  )
    yield complain("Attributes have names of a-z and 0-9.");
  else if (!isText(value) && typeof value !== "boolean" && !isInt32(value))
    yield complain("An extension holds a text, a boolean or a small integer.");
}

function isText(value: unknown): value is string {
  if (typeof value !== "string") return false;
  for (const letter of value) {
    const code = letter.codePointAt(0) ?? 0;
    const isControl = code < 0x20 || (code >= 0x7f && code <= 0x9f);
    const isHalf = code >= 0xd800 && code <= 0xdfff;
    const isNoncharacter = (code >= 0xfdd0 && code <= 0xfdef) || (code & 0xfffe) === 0xfffe;
    if (isControl || isHalf || isNoncharacter) return false;
  }
  return true;
}

const isInt32 = (value: unknown): boolean => typeof value === "number" && Int32Array.of(value)[0] === value;

function isUri(text: string): boolean {
  if (text === "") return false;
  for (let i = 0; i < text.length; i += 1) {
    const letter = text.charAt(i);
    if (letter <= " " || letter > "~" || '"<>\\^`{|}'.includes(letter)) return false;
    if (letter === "%" && !/^[\da-f]{2}$/i.test(text.slice(i + 1, i + 3))) return false;
  }
  return true;
}

function startsWithScheme(text: string): boolean {
  const colon = text.indexOf(":");
  return colon > 0 && /^[a-z][a-z0-9+.-]*$/i.test(text.slice(0, colon));
}

function isMediaType(text: string): boolean {
  const [essence = ""] = text.split(";");
  const parts = essence.trim().split("/");
  return parts.length === 2 && parts.every((part) => /^[^\s()<>@,;:\\"/[\]?=]+$/.test(part));
}

function isBase64(text: string): boolean {
  const bare = text.replace(/={1,2}$/, "");
  return text.length % 4 === 0 && !/[^A-Za-z0-9+/]/.test(bare);
}

function isTimestamp(text: string): boolean {
  const zone = text.endsWith("Z") ? "+00:00" : text.slice(-6);
  const [clock = "", ...fractions] = text.slice(0, text.endsWith("Z") ? -1 : -6).split(".");
  if (fractions.length > 1 || fractions.some((digits) => !/^\d+$/.test(digits))) return false;
  if (!/^[+-]([01]\d|2[0-3]):[0-5]\d$/.test(zone)) return false;
  // A Date has no leap second, so the second before it is asked for instead.
  const asked = clock.replace(/:60$/, ":59");
  const date = new Date(`${asked}.000Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString() === `${asked}.000Z`;
}
