/** The name closest to what was typed, if any is close enough to have been meant. */
export function nearestName(typed: string, names: readonly string[]): string | undefined {
  const query = typed.toLowerCase();
  const prefixed = query.length >= 2 ? names.filter((name) => name.startsWith(query)) : [];
  if (prefixed.length === 1) return prefixed[0];
  let best: string | undefined;
  let least = Math.max(2, Math.floor(query.length / 3)) + 1;
  for (const name of names) {
    const steps = editDistance(query, name);
    if (steps < least) {
      least = steps;
      best = name;
    }
  }
  return best;
}

/** Edit distance in which two letters swapped (`cehck`) count as one slip, not two. */
function editDistance(left: string, right: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= right.length; column += 1) {
      const substitution = (previous[column - 1] ?? 0) + (left[row - 1] === right[column - 1] ? 0 : 1);
      const swapped = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      current.push(
        Math.min(
          (previous[column] ?? 0) + 1,
          (current[column - 1] ?? 0) + 1,
          substitution,
          row > 1 && column > 1 && swapped ? (before[column - 2] ?? 0) + 1 : Infinity,
        ),
      );
    }
    before = previous;
    previous = current;
  }
  return previous[right.length] ?? 0;
}
