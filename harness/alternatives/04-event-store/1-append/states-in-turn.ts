// @style Immutable states, each replaced by the next as a whole; appends take turns in a chain of promises.
import type { Clock, EventStore, ReadOptions, RecordedEvent, SubscriptionEnd } from "eventlings";

interface State {
  readonly versions: ReadonlyMap<string, number>;
  readonly log: readonly RecordedEvent[];
  readonly last: number;
}

export function createEventStore({ clock }: { readonly clock: Clock }): EventStore {
  let state: State = { versions: new Map(), log: [], last: 0 };
  let turn: Promise<unknown> = Promise.resolve();
  let changed = signal();

  const inTurn = <T>(next: (now: State) => readonly [State, T]): Promise<T> => {
    const result = turn.then(() => {
      const [after, answer] = next(state);
      state = after;
      changed.fire();
      changed = signal();
      return answer;
    });
    turn = result.catch(() => undefined);
    return result;
  };

  const select = (
    from: readonly RecordedEvent[],
    by: "streamPosition" | "globalPosition",
    { after = 0, limit }: ReadOptions = {},
  ) => structuredClone(from.filter((event) => event[by] > after).slice(0, limit));

  return {
    append: (streamId, events) =>
      inTurn((now) => {
        const version = now.versions.get(streamId) ?? 0;
        const count = events.length;
        if (count === 0) return [now, { streamPosition: version, globalPosition: now.last }];
        const recordedAt = clock.now();
        const added = events.map((event, index) => ({
          ...structuredClone(event),
          streamId,
          streamPosition: version + index + 1,
          globalPosition: now.last + index + 1,
          recordedAt,
        }));
        const after: State = {
          versions: new Map([...now.versions, [streamId, version + count]]),
          log: now.log.concat(added),
          last: now.last + count,
        };
        return [after, { streamPosition: version + count, globalPosition: after.last }];
      }),

    async read(streamId, options) {
      const { versions, log } = state;
      const mine = log.filter((event) => event.streamId === streamId);
      return {
        exists: versions.has(streamId),
        currentVersion: versions.get(streamId) ?? 0,
        events: select(mine, "streamPosition", options),
      };
    },

    readAll: async (options) => select(state.log, "globalPosition", options),

    subscribe(handler, options) {
      let stopped = false;
      let stop = (): void => undefined;
      const stopping = new Promise<void>((resolve) => (stop = resolve));
      const deliverAfter = async (position: number): Promise<SubscriptionEnd> => {
        for (;;) {
          const { fired } = changed;
          const [event] = select(state.log, "globalPosition", { after: position, limit: 1 });
          if (event === undefined) await Promise.race([fired, stopping]);
          if (stopped) return { reason: "stopped" };
          if (event === undefined) continue;
          try {
            await handler(event);
          } catch (error) {
            return { reason: "handler-failed", error, globalPosition: event.globalPosition };
          }
          position = event.globalPosition;
        }
      };
      const ended = Promise.resolve().then(() => deliverAfter(options?.after ?? 0));
      return {
        ended,
        stop() {
          stopped = true;
          stop();
        },
      };
    },

    truncateBefore: (streamId, position) =>
      inTurn((now) => {
        const log = now.log.filter((event) => event.streamId !== streamId || event.streamPosition >= position);
        return [{ ...now, log }, undefined];
      }),
  };
}

/** A promise that somebody else fulfils. */
function signal(): { readonly fired: Promise<void>; readonly fire: () => void } {
  let fire = (): void => undefined;
  const fired = new Promise<void>((resolve) => (fire = resolve));
  return { fired, fire: () => fire() };
}
