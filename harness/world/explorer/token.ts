/** Written before a choice that needs two digits. */
const WIDE = "_";
const RADIX = 36;

/**
 * A schedule as a short word: one digit a choice. It is what `replay` takes. Choices of 0 (go straight
 * ahead) at the end say nothing, so they are left out.
 */
export function toToken(choices: readonly number[]): string {
  const text = choices.map((choice) =>
    choice < RADIX ? choice.toString(RADIX) : `${WIDE}${choice.toString(RADIX).padStart(2, "0")}`,
  );
  return text.join("").replace(/0+$/, "") || "0";
}

/** The choices of a token; nothing if it is none. */
export function fromToken(token: string): readonly number[] | undefined {
  if (!/^(?:[0-9a-z]|_[0-9a-z]{2})+$/.test(token)) return undefined;
  return [...token.matchAll(/_?([0-9a-z]{2})(?<=_..)|[0-9a-z]/g)].map(([all, wide]) =>
    Number.parseInt(wide ?? all, RADIX),
  );
}
