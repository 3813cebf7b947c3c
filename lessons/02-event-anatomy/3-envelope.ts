import { NotImplemented, type EnvelopeProblem } from "eventlings";

/**
 * Checks an envelope against CloudEvents 1.0.2, as its JSON format writes it: `envelope` is what
 * JSON.parse gave. Returns one problem for each attribute at fault and never throws; an empty list
 * means valid. Only what the specification demands is a problem, not what it recommends.
 *
 * Required: `id`, `source`, `specversion`, `type`. An attribute that is null counts as absent.
 * - `id`, `type`, and where present `subject`: non-empty strings
 * - `specversion`: "1.0", also for 1.0.2
 * - `source`: a non-empty URI-reference, absolute or not (`/orders`)
 * - `dataschema`: a URI, so it starts with a scheme (`https:`, `urn:`)
 *   In both: no blanks, no controls, only ASCII, none of `"<>\^{|}` or the backtick, and a `%` only
 *   before two hexadecimal digits. (Nothing else of RFC 3986 is asked.)
 * - `datacontenttype`: a media type, `type/subtype`, perhaps with parameters (`; charset=utf-8`)
 * - `time`: RFC 3339: a full date that exists in the calendar, `T`, the hours (00 to 23), minutes and
 *   seconds, perhaps a fraction, and `Z` or an offset (`+05:30`, up to 23:59 either way). Second 60
 *   is a leap second: `23:59:60Z`.
 * - `data`: any JSON. `data_base64`: Base64 with its padding. Never both, also where `data` is null.
 * - any other name is an extension: only a-z and 0-9; its value a string, a boolean, or an integer
 *   of 32 bits with its sign
 * - all strings but those in `data`: no control characters (U+0000 to U+001F, U+007F to U+009F), no
 *   half of a surrogate pair, no noncharacters (such as U+FFFF)
 */
export function validateEnvelope(envelope: unknown): readonly EnvelopeProblem[] {
  // TODO: name every attribute that is at fault, and no other.
  void envelope;
  throw new NotImplemented("validateEnvelope");
}
