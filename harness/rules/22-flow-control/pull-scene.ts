import type { Broken, Scene } from "#spec";
import type { PulledRecord } from "eventlings";
import { POLL, type Exercise } from "./pulls.ts";

const RECORDS = ["r0", "r1", "r2"];
/** What a delivery touches: with everything, no order is left out. */
const EVERYTHING = ~0;

/** Three records, marks of two and one, and a process that can die anywhere and starts again. */
export const threeRecords: Scene<Exercise> = (world) => {
  const log = world.shared("log");
  const work = world.shared("work");
  const processed = new Set<number>();
  let committed = 0;
  let broken: Broken | undefined;

  world.process("consumer", async (me) => {
    const timers = world.clock.for(me);
    let position = committed;
    let ended = committed;
    let isPaused = false;
    const consumer = me.exercise.createPullConsumer<string>({
      watermarks: { high: 2, low: 1 },
      source: {
        poll: (max) =>
          new Promise((resolve) => {
            const answer = (records: readonly PulledRecord<string>[]): void => {
              delivery.withdraw();
              timer.cancel();
              resolve(records);
            };
            const timer = timers.start(POLL, () => answer([]));
            const next = (): PulledRecord<string>[] =>
              RECORDS.slice(position, position + max).map((value, index) => ({ offset: position + index, value }));
            let last = "";
            const delivery = me.offer({
              lane: "log",
              direction: "delivery",
              reads: EVERYTHING,
              writes: EVERYTHING,
              durable: false,
              ready: () => !isPaused && position < RECORDS.length,
              perform() {
                const records = next();
                last = records.map(({ value }) => value).join(", ");
                position += records.length;
                if (position - ended > 2)
                  broken ??= {
                    happened: "Two records may be fetched and not processed. There were more.",
                    received: position - ended,
                  };
                answer(records);
              },
              what: () => (last === "" ? "records" : last),
            });
          }),
        pause: () => void (isPaused = true),
        resume: () => void (isPaused = false),
        commit: (next) =>
          log.call(me, {
            what: () => `commit ${String(next)}`,
            changes: true,
            perform() {
              const lost = RECORDS.findIndex((_, offset) => offset < next && !processed.has(offset));
              if (lost !== -1)
                broken ??= {
                  happened: `It committed ${String(next)}, when the record at ${String(lost)} had not been processed. Should the process die now, it goes on behind that record, and nobody ever processes it.`,
                };
              committed = next;
            },
          }),
        committed: () => log.call(me, { what: () => "what is committed?", changes: false, perform: () => committed }),
        end: () => log.call(me, { what: () => "the end?", changes: false, perform: () => RECORDS.length }),
      },
      process: (record) =>
        work.call(me, {
          what: () => `process ${record.value}`,
          changes: true,
          perform() {
            processed.add(record.offset);
            ended = record.offset + 1;
          },
        }),
    });
    await consumer.run();
  });

  return {
    always: () => broken,
    atTheEnd() {
      if (processed.size < RECORDS.length)
        return {
          happened: "All has come to rest, and not every record was processed.",
          expected: RECORDS,
          received: [...processed].map((offset) => RECORDS[offset]),
        };
      if (committed === RECORDS.length) return undefined;
      return {
        happened:
          "All three records are processed, and that is not what is committed: after a restart they come again.",
        expected: RECORDS.length,
        received: committed,
      };
    },
  };
};
