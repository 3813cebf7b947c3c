/** Characters that are one column wide in every terminal: Latin, dashes, quotes, arrows, box drawing, ✓ ✗. */
const NARROW = /^[\u0020-\u007e\u00a0-\u02ff\u2010-\u2027\u2030-\u205e\u2190-\u21ff\u2500-\u259f\u2713\u2717\u25b8]*$/;

/**
 * Columns that a text without escape sequences fills.
 *
 * Not the library of that purpose: it asks `Intl` for a segmenter as it is loaded, which alone takes
 * longer than `list` may take as a whole.
 */
export function widthOf(text: string): number {
  if (NARROW.test(text)) return text.length;
  let width = 0;
  let joined = false;
  for (const character of text) {
    // A person, a joiner and a laptop are drawn as one picture.
    if (!joined) width += characterWidth(character);
    joined = character === "\u200d";
  }
  return width;
}

/** Marks that are drawn over the character before them, and characters that are not drawn at all. */
const INVISIBLE = /^[\p{M}\p{Cf}\p{Cc}\u{1f3fb}-\u{1f3ff}]$/u;

/** Twice as wide: CJK and Hangul (the blocks that Unicode's East Asian Width calls wide), and emoji. */
const WIDE =
  /^(?:\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}])$/u;

function characterWidth(character: string): number {
  if (NARROW.test(character)) return 1;
  if (INVISIBLE.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}
