/** The middle of some numbers, or the mean of the two in the middle. */
export function median(numbers: readonly number[]): number {
  if (numbers.length === 0) throw new RangeError("There is no median of no numbers.");
  const sorted = numbers.toSorted((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  const upper = sorted[half] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? Number.NaN) + upper) / 2;
}

/** Two things measured next to each other in time. */
export interface Pair {
  readonly ours: number;
  readonly theirs: number;
}

/**
 * How much longer ours takes: the median of the ratios of each pair.
 *
 * A busy machine slows both halves of a pair alike, and so leaves their ratio alone. The ratio of
 * two medians does not have that property when the load changes half-way.
 */
export function medianRatio(pairs: readonly Pair[]): number {
  return median(pairs.map(({ ours, theirs }) => ours / theirs));
}

/** Measures `ours` and `theirs` in turn. Which goes first alternates, so that neither gains by it. */
export async function interleave(
  count: number,
  ours: (turn: number) => Promise<number>,
  theirs: (turn: number) => Promise<number>,
): Promise<readonly Pair[]> {
  const pairs: Pair[] = [];
  for (let turn = 0; turn < count; turn += 1) {
    if (turn % 2 === 0) {
      const first = await ours(turn);
      pairs.push({ ours: first, theirs: await theirs(turn) });
    } else {
      const first = await theirs(turn);
      pairs.push({ ours: await ours(turn), theirs: first });
    }
  }
  return pairs;
}

/** The medians behind a ratio, in words. */
export function describePairs(pairs: readonly Pair[], ours: string, theirs: string): string {
  const left = median(pairs.map((pair) => pair.ours));
  const right = median(pairs.map((pair) => pair.theirs));
  return `${ours} ${milliseconds(left)}, ${theirs} ${milliseconds(right)} (${count(pairs.length, "pair")})`;
}

/** `51 ms`, or `5.1 ms` where a digit more tells something. */
export const milliseconds = (value: number): string => `${value.toFixed(value < 10 ? 1 : 0)} ms`;

/** `1 pair`, `2 pairs`, `3 processes`. */
export const count = (number: number, noun: string): string =>
  `${String(number)} ${number === 1 ? noun : `${noun}${noun.endsWith("s") ? "es" : "s"}`}`;
