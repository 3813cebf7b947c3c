import { editDistance } from "../../text/index.ts";

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
