// @style Computes the length of the prefix from the first position; a class with its own error of the same code.
import type { Fold, NewEvent, RecordedEvent } from "eventlings";

class OutOfHistory extends Error {
  readonly code = "UNKNOWN_POSITION";
}

class Timeline<State, Event extends NewEvent> {
  readonly #fold: Fold<State, Event>;
  readonly #events: readonly RecordedEvent<Event>[];

  constructor(fold: Fold<State, Event>, events: readonly RecordedEvent<Event>[]) {
    this.#fold = fold;
    this.#events = events;
  }

  at(position: number): State {
    const length = this.#lengthUpTo(position);
    return this.#events
      .filter((_, index) => index < length)
      .reduce((state, event) => this.#fold.evolve(state, event), this.#fold.initialState());
  }

  #lengthUpTo(position: number): number {
    if (position === 0) return 0;
    const first = this.#events[0]?.streamPosition ?? 1;
    const last = first + this.#events.length - 1;
    if (Number.isSafeInteger(position) && first <= position && position <= last) return position - first + 1;
    throw new OutOfHistory(`Position ${String(position)} is not between ${String(first)} and ${String(last)}.`);
  }
}

export function stateAt<State, Event extends NewEvent>(
  fold: Fold<State, Event>,
  events: readonly RecordedEvent<Event>[],
  position: number,
): State {
  return new Timeline(fold, events).at(position);
}
