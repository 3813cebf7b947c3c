/**
 * Works on items two (or `width`) at a time and hands out the results in the order of the items, each
 * as soon as it and all before it are there.
 */
export async function* inTurns<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
  width = 2,
): AsyncGenerator<R, void> {
  const running: Promise<R>[] = [];
  let next = 0;
  const startNext = (): void => {
    const item = items[next];
    if (next >= items.length || item === undefined) return;
    next += 1;
    const result = work(item);
    // Awaited below, in order; until then its rejection is not lost.
    result.catch(() => undefined);
    running.push(result);
    void result.then(startNext, startNext);
  };
  for (let i = 0; i < width; i += 1) startNext();
  for (let i = 0; i < items.length; i += 1) {
    const result = running[i];
    if (result === undefined) throw new Error("An item was never started.");
    yield await result;
  }
}
