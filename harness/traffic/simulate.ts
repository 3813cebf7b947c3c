import type { RandomSource } from "eventlings";
import { arrivals } from "./arrivals.ts";
import { QueueingService, type ServiceOptions } from "./service.ts";
import type { VirtualTime } from "./virtual-time.ts";

/** Makes the call of one request, perhaps more than once. It ends when the customer has an answer, or none. */
export type Client = (call: (remaining: number) => Promise<void>, remaining: number) => Promise<void>;

/** What is simulated. Times are in milliseconds. */
export interface TrafficOptions {
  readonly time: VirtualTime;
  readonly random: RandomSource;
  readonly service: Omit<ServiceOptions, "timers">;
  readonly client: Client;
  /** Requests a second at this moment, counted from the start. */
  readonly rate: (at: number) => number;
  readonly duration: number;
  /** How long a customer waits for an answer; later ones are worth nothing. */
  readonly patience: number;
  /** How long one attempt waits. The service does not hear that nobody waits any more. */
  readonly attemptTimeout: number;
}

/** What happened in one second. */
export interface Second {
  /** Requests of customers that came in it. */
  offered: number;
  /** Of those, how many were answered in time. */
  good: number;
  /** Attempts that reached the service in it. */
  attempts: number;
  /** Requests in the queue of the service at its end. */
  queued: number;
}

/** An attempt was given up. The service may still work on it. */
export class TimedOut extends Error {
  override readonly name = "TimedOut";
}

/** Runs the traffic, and says for each second what happened. */
export async function simulate(options: TrafficOptions): Promise<Second[]> {
  const { time, random, client, rate, duration, patience, attemptTimeout } = options;
  const service = new QueueingService({ ...options.service, timers: time });
  const seconds = Array.from({ length: Math.ceil(duration / 1_000) }, (): Second => ({
    offered: 0,
    good: 0,
    attempts: 0,
    queued: 0,
  }));
  const start = time.elapsed();
  const now = (): number => time.elapsed() - start;
  const secondAt = (at: number): Second | undefined => seconds[Math.floor(at / 1_000)];

  const attempt = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const second = secondAt(now());
      if (second !== undefined) second.attempts += 1;
      const timer = time.start(attemptTimeout, () => reject(new TimedOut("Nobody answered in time.")));
      const answered = (): void => {
        timer.cancel();
        resolve();
      };
      try {
        service.send(answered);
      } catch (error) {
        timer.cancel();
        reject(error as Error);
      }
    });

  const request = async (): Promise<void> => {
    const begun = now();
    const second = secondAt(begun);
    if (second === undefined) return;
    second.offered += 1;
    try {
      await client(attempt, patience);
      if (now() - begun <= patience) second.good += 1;
    } catch {
      // This customer has no answer; it is not counted as good.
    }
  };

  const coming = arrivals({ rate, duration, random });
  const next = (): void => {
    const arrival = coming.next();
    if (arrival.done === true) return;
    time.start(arrival.value - now(), () => {
      next();
      void request();
    });
  };
  next();
  for (const second of seconds) {
    await time.pass(1_000);
    second.queued = service.queued;
  }
  // Whoever came in the last second gets as long as the others.
  await time.pass(patience);
  return seconds;
}

/** Of what came from one second up to and without another: the share that was answered in time. */
export function goodput(seconds: readonly Second[], from: number, to: number): number {
  const some = seconds.slice(from, to);
  const offered = some.reduce((sum, second) => sum + second.offered, 0);
  return offered === 0 ? 1 : some.reduce((sum, { good }) => sum + good, 0) / offered;
}
