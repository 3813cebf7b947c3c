// @style A list of jobs and a pump that starts what fits, with the callbacks of promises instead of await.
import { QueueFull, type BoundedConsumer, type BoundedConsumerPorts } from "eventlings";

export function createBoundedConsumer<Message>(ports: BoundedConsumerPorts<Message>): BoundedConsumer<Message> {
  const state = { running: 0, jobs: [] as (() => Promise<void>)[] };

  function pump(): void {
    while (state.running < ports.concurrency) {
      const job = state.jobs.shift();
      if (job === undefined) return;
      state.running += 1;
      const over = (): void => {
        state.running -= 1;
        pump();
      };
      void job().then(over, over);
    }
  }

  return {
    onMessage: (message) =>
      new Promise((resolve, reject) => {
        if (state.running + state.jobs.length >= ports.concurrency + ports.queue) {
          reject(new QueueFull());
          return;
        }
        state.jobs.push(() => Promise.resolve(message).then(ports.process).then(resolve, reject));
        pump();
      }),
  };
}
