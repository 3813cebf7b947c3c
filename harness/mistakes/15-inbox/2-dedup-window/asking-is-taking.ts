// @belief Ask and mark in one step: then nobody can come in between.
// @breaks knows-what-was-added, forgets-in-time, full-says-so, numbers-need-no-place, late-number-is-new, ignores-the-wall-clock, survives-restart
// @section how-long-to-remember
import { WindowFull, type DedupWindow, type MessageIdentity, type WindowPorts } from "eventlings";

interface Place {
  readonly message: MessageIdentity;
  /** What `elapsed` was when it was added. */
  readonly since: number;
}

/** What a restart goes on from: ages, because moments mean nothing to another process. */
interface Saved {
  readonly upTo: readonly (readonly [producer: string, sequence: number])[];
  readonly places: readonly { readonly message: MessageIdentity; readonly age: number }[];
}

/** What a consumer remembers of the messages that it has handled: for long enough, and no longer. */
export function createDedupWindow({ clock, redelivery, capacity, saved }: WindowPorts): DedupWindow {
  // In the queue, then among the dead letters, and then in the queue once more.
  const keepFor = redelivery.retention + redelivery.deadLetterRetention + redelivery.retention;
  const before = saved as Saved | undefined;
  /** By producer: all numbers up to this one were handled, or cannot come any more. */
  const upTo = new Map(before?.upTo);
  /** Those that are remembered one by one, the oldest first. */
  const places = new Map<string, Place>();
  for (const { message, age } of before?.places ?? [])
    places.set(keyOf(message), { message, since: clock.elapsed() - age });

  const handledUpTo = (producer: string): number => upTo.get(producer) ?? 0;

  const raise = (producer: string, sequence: number): void => {
    let highest = sequence;
    while (places.delete(keyOfNumber(producer, highest + 1))) highest += 1;
    upTo.set(producer, highest);
  };

  const freePlaces = (): void => {
    for (const [key, { message, since }] of places) {
      if (clock.elapsed() - since <= keepFor) return;
      places.delete(key);
      // Whatever its producer made before it is at least as old: what is missing will stay missing.
      const { numbered } = message;
      if (numbered !== undefined && numbered.sequence > handledUpTo(numbered.producer))
        raise(numbered.producer, numbered.sequence);
    }
  };

  const has = (message: MessageIdentity): boolean => {
    const { numbered } = message;
    if (numbered !== undefined && numbered.sequence <= handledUpTo(numbered.producer)) return true;
    if (places.has(keyOf(message))) return true;
    places.set(keyOf(message), { message, since: clock.elapsed() });
    return false;
  };

  return {
    has,
    add(message) {
      freePlaces();
      if (has(message)) return;
      const { numbered } = message;
      if (numbered !== undefined && numbered.sequence === handledUpTo(numbered.producer) + 1) {
        raise(numbered.producer, numbered.sequence);
        return;
      }
      // Never the oldest for the newest: whatever has a place may still come again.
      if (places.size >= capacity) throw new WindowFull(capacity);
      places.set(keyOf(message), { message, since: clock.elapsed() });
    },
    save: (): Saved => ({
      upTo: [...upTo],
      places: [...places.values()].map(({ message, since }) => ({ message, age: clock.elapsed() - since })),
    }),
  };
}

const keyOfNumber = (producer: string, sequence: number): string => JSON.stringify([producer, sequence]);

/** A number and an id never come out the same. */
const keyOf = ({ messageId, numbered }: MessageIdentity): string =>
  numbered === undefined ? JSON.stringify([messageId]) : keyOfNumber(numbered.producer, numbered.sequence);
