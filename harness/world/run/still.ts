// Taken before a tripwire is put in its place.
const { nextTick } = process;
const settled = Promise.resolve();

/**
 * Makes a function that calls `turn` as soon as nothing under way can go on by itself.
 *
 * A callback of `nextTick` that was added by a microtask runs only when the queue of microtasks is
 * empty, however many of them each one adds. That is a proof; counting ticks is a guess.
 */
export function stillness(turn: () => void): () => void {
  const toTick = (): void => nextTick(turn);
  return () => void settled.then(toTick);
}
