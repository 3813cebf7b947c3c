/** A line that both have, or that only one of the two has. */
export interface DiffLine {
  readonly side: "both" | "expected" | "received";
  readonly text: string;
}

/** The shortest way from one list of lines to the other (longest common subsequence: both are short). */
export function diffLines(expected: readonly string[], received: readonly string[]): readonly DiffLine[] {
  const common = commonLengths(expected, received);
  const lines: DiffLine[] = [];
  let e = 0;
  let r = 0;
  while (e < expected.length || r < received.length) {
    const left = expected[e];
    const right = received[r];
    if (left !== undefined && left === right) {
      lines.push({ side: "both", text: left });
      e += 1;
      r += 1;
    } else if (left !== undefined && (right === undefined || at(common, e + 1, r) >= at(common, e, r + 1))) {
      lines.push({ side: "expected", text: left });
      e += 1;
    } else {
      lines.push({ side: "received", text: right ?? "" });
      r += 1;
    }
  }
  return lines;
}

/** Long runs of equal lines shortened to those next to a difference, and a number for how many are left out. */
export function withoutLongRuns(lines: readonly DiffLine[], around = 3): readonly (DiffLine | number)[] {
  const isNear = (index: number): boolean =>
    lines.slice(Math.max(0, index - around), index + around + 1).some(({ side }) => side !== "both");
  const shown: (DiffLine | number)[] = [];
  for (let index = 0; index < lines.length;) {
    let end = index;
    while (end < lines.length && !isNear(end)) end += 1;
    // A line that says "1 equal line" takes as much room as the line itself.
    if (end - index > 2) shown.push(end - index);
    else shown.push(...lines.slice(index, end));
    shown.push(...lines.slice(end, end + 1));
    index = end + 1;
  }
  return shown;
}

type Lengths = readonly (readonly number[])[];

const at = (lengths: Lengths, e: number, r: number): number => lengths[e]?.[r] ?? 0;

/** Length of the longest common subsequence of every pair of tails. */
function commonLengths(expected: readonly string[], received: readonly string[]): Lengths {
  const lengths: number[][] = Array.from({ length: expected.length + 1 }, () => []);
  for (let e = expected.length - 1; e >= 0; e -= 1) {
    const row = lengths[e] ?? [];
    for (let r = received.length - 1; r >= 0; r -= 1) {
      row[r] =
        expected[e] === received[r] ? at(lengths, e + 1, r + 1) + 1 : Math.max(at(lengths, e + 1, r), row[r + 1] ?? 0);
    }
  }
  return lengths;
}
