// @style Two generations instead of single ages: when one is old enough, the older one is dropped as a whole.
import { WindowFull, type DedupWindow, type MessageIdentity, type WindowPorts } from "eventlings";

interface Saved {
  /** How long ago the young generation began. */
  readonly age: number;
  readonly young: readonly string[];
  readonly old: readonly string[];
  readonly counters: Readonly<Record<string, number>>;
}

const NOTHING: Saved = { age: 0, young: [], old: [], counters: {} };

export function createDedupWindow({ clock, redelivery, capacity, saved }: WindowPorts): DedupWindow {
  const lifetime = 2 * redelivery.retention + redelivery.deadLetterRetention;
  const start = (saved as Saved | undefined) ?? NOTHING;
  let began = clock.elapsed() - start.age;
  let young = new Set(start.young);
  let old = new Set(start.old);
  const counters = new Map(Object.entries(start.counters));

  const key = ({ messageId, numbered }: MessageIdentity): string =>
    numbered === undefined ? `id ${messageId}` : `no ${String(numbered.sequence)} ${numbered.producer}`;
  const count = (producer: string): number => counters.get(producer) ?? 0;

  /** Goes on counting as far as the numbers are there. */
  const advance = (producer: string): void => {
    for (;;) {
      const next = `no ${String(count(producer) + 1)} ${producer}`;
      if (!young.delete(next) && !old.delete(next)) return;
      counters.set(producer, count(producer) + 1);
    }
  };

  const turn = (): void => {
    while (clock.elapsed() - began > lifetime && young.size + old.size > 0) {
      // What is dropped is at least one lifetime old: numbers below it that are missing stay missing.
      for (const dropped of old) {
        const [, sequence, producer] = /^no (\d+) (.*)$/s.exec(dropped) ?? [];
        if (producer === undefined) continue;
        counters.set(producer, Math.max(count(producer), Number(sequence)));
      }
      old = young;
      young = new Set();
      began += lifetime;
      for (const producer of counters.keys()) advance(producer);
    }
    if (young.size + old.size === 0) began = clock.elapsed();
  };

  const has = (message: MessageIdentity): boolean => {
    const { numbered } = message;
    if (numbered !== undefined && numbered.sequence <= count(numbered.producer)) return true;
    return young.has(key(message)) || old.has(key(message));
  };

  return {
    has,
    add(message) {
      turn();
      if (has(message)) return;
      const { numbered } = message;
      if (numbered !== undefined && numbered.sequence === count(numbered.producer) + 1) {
        counters.set(numbered.producer, numbered.sequence);
        advance(numbered.producer);
      } else if (young.size + old.size >= capacity) throw new WindowFull(capacity);
      else young.add(key(message));
    },
    save: (): Saved => ({
      age: clock.elapsed() - began,
      young: [...young],
      old: [...old],
      counters: Object.fromEntries(counters),
    }),
  };
}
