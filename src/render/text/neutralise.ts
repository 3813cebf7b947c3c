import { stripVTControlCharacters } from "node:util";

/** Everything that a terminal obeys instead of showing: C0, DEL, C1, and marks that turn the direction of text. */
// eslint-disable-next-line no-control-regex
const OBEYED = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** The same, and what is only put into another form: tabs and line breaks of Windows. */
// eslint-disable-next-line no-control-regex
const SUSPECT = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

/**
 * Text from outside (a guide, an error message, what a learner's code printed) made harmless:
 * colours are dropped, and whatever else a terminal would obey is shown as a name instead.
 * Line breaks stay; tabs become spaces.
 */
export function neutralise(text: string): string {
  // Nearly every text is harmless, and finding that out is all that it costs.
  if (text.search(SUSPECT) === -1) return text;
  return stripVTControlCharacters(text.replaceAll("\r\n", "\n"))
    .replaceAll("\t", "  ")
    .replace(OBEYED, (character) => {
      const code = character.charCodeAt(0);
      if (code < 0x20) return String.fromCharCode(0x2400 + code);
      return code === 0x7f ? "\u2421" : `\\u${code.toString(16).padStart(4, "0")}`;
    });
}
