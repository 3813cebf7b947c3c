import { NotImplemented, type EnvelopeProblem } from "eventlings";

/**
 * Checks an envelope against CloudEvents 1.0.2, as its JSON format writes it: `envelope` is what
 * JSON.parse gave, and is left as it is. Returns one problem for each attribute at fault, each call
 * in a list of its own, and never throws; an empty list means valid. What is no JSON object at all is
 * one problem. Only what the specification demands is a problem, not what it recommends.
 *
 * Required: `id`, `source`, `specversion`, `type`. An attribute that is null counts as absent.
 *
 * - `id`, `type`, and where present `subject`: non-empty strings (a blank is not empty)
 * - `specversion`: "1.0", also for 1.0.2
 * - `source`: a non-empty URI-reference, absolute or not (`/orders`)
 * - `dataschema`: a URI, so it begins with a scheme, `https:` or `git+ssh:`: a letter, then letters,
 *   digits, `+`, `-` and `.`
 * - both of these: no blanks, no controls, only ASCII, none of `"<>\^{|}` or the backtick, and a `%`
 *   only before two hexadecimal digits. (Nothing else of RFC 3986 is asked.)
 * - `datacontenttype`: a media type, `type/subtype`, perhaps with parameters (`; charset=utf-8`)
 * - `time`: RFC 3339: a full date that exists in the calendar (years 0000 to 9999), `T`, the hours (00
 *   to 23), minutes and seconds, perhaps a fraction, and `Z` or an offset (`+05:30`, up to 23:59 either
 *   way, `-00:00` too). Second 60 is a leap second: `23:59:60Z`, and with an offset the same instant,
 *   such as `15:59:60-08:00`. Whether you take it in other minutes too is open.
 * - `data`: any JSON. `data_base64`: Base64 with `+`, `/` and its padding, on one line; it may be empty.
 *   Never both, also where `data` is null; whether you then name the one or the other or both is open.
 * - any other name is an extension: only a-z and 0-9; its value a string, a boolean, or an integer
 *   of 32 bits with its sign
 * - all strings but those in `data`: no control characters (U+0000 to U+001F, U+007F to U+009F), no
 *   half of a surrogate pair, no noncharacters (U+FDD0 to U+FDEF, and all that end in FFFE or FFFF)
 */
export function validateEnvelope(envelope: unknown): readonly EnvelopeProblem[] {
  // TODO: name every attribute that is at fault, and no other.
  void envelope;
  throw new NotImplemented("validateEnvelope");
}
