// @style Two endless loops: the worker sleeps until it is rung; counts instead of a look at the length.
import type { PulledRecord, PullConsumer, PullConsumerPorts } from "eventlings";

export function createPullConsumer<Value>(ports: PullConsumerPorts<Value>): PullConsumer {
  const { source, process, watermarks } = ports;
  const queue: PulledRecord<Value>[] = [];
  let inside = 0;
  let isFlowing = true;
  let isOver = false;
  let ring: () => void = () => undefined;
  let place: Promise<number> | undefined;

  const poller = async (): Promise<void> => {
    for (;;) {
      const records = await source.poll(Math.max(1, watermarks.high - inside));
      if (isOver) return;
      inside += records.length;
      queue.push(...records);
      if (inside >= watermarks.high && isFlowing) {
        source.pause();
        isFlowing = false;
      }
      ring();
    }
  };

  const worker = async (): Promise<void> => {
    for (;;) {
      const record = queue.shift();
      if (record === undefined) {
        await new Promise<void>((wake) => (ring = wake));
        continue;
      }
      await process(record);
      if (isOver) return;
      place = Promise.resolve(record.offset + 1);
      await source.commit(record.offset + 1);
      if (isOver) return;
      inside -= 1;
      if (!isFlowing && inside <= watermarks.low) {
        source.resume();
        isFlowing = true;
      }
    }
  };

  return {
    async run() {
      try {
        await Promise.race([poller(), worker()]);
      } finally {
        isOver = true;
      }
    },
    async lag() {
      const from = await (place ?? source.committed());
      const end = await source.end();
      return end - from;
    },
  };
}
