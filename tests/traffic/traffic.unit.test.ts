import { describe, expect, test } from "vitest";
import { arrivals } from "../../harness/traffic/arrivals.ts";
import { QueueingService, Refused } from "../../harness/traffic/service.ts";
import { goodput, simulate, type Client, type Second } from "../../harness/traffic/simulate.ts";
import { VirtualTime } from "../../harness/traffic/virtual-time.ts";
import { Random } from "../../harness/world/explorer/random.ts";

describe("arrivals", () => {
  test("come at the rate of their moment, and the same for the same seed", () => {
    const options = { rate: (at: number) => (at < 10_000 ? 100 : 0), duration: 20_000 };
    const one = [...arrivals({ ...options, random: new Random(1) })];
    const other = [...arrivals({ ...options, random: new Random(1) })];
    expect(one).toEqual(other);
    expect(one.length).toBeGreaterThan(900);
    expect(one.length).toBeLessThan(1_100);
    expect(one.every((at) => at < 10_000)).toBe(true);
  });

  test("begin when the rate rises from nearly nothing, and not when one at the old rate would have come", () => {
    // One in a hundred days, and from the tenth second on a hundred a second: also where it jumps, and where it rises.
    const rising = [
      (at: number) => (at < 10_000 ? 1e-7 : 100),
      (at: number) => (at < 10_000 ? 0 : 100),
      (at: number) => 1e-7 + Math.max(0, at - 9_000) / 10,
    ];
    for (const rate of rising)
      for (let seed = 1; seed <= 20; seed += 1) {
        const [first] = arrivals({ rate, duration: 60_000, random: new Random(seed) });
        expect(first, `seed ${String(seed)}`).toBeGreaterThanOrEqual(9_000);
        expect(first, `seed ${String(seed)}`).toBeLessThan(11_000);
      }
  });

  test("are as many as the rate has in it, while it rises and falls", () => {
    // Up from 0 to 200 a second and down again, over ten seconds: 1,000.
    const rate = (at: number): number => 200 * (1 - Math.abs(at / 5_000 - 1));
    let all = 0;
    for (let seed = 1; seed <= 10; seed += 1)
      all += [...arrivals({ rate, duration: 10_000, random: new Random(seed) })].length;
    expect(Math.abs(all / 10 - 1_000)).toBeLessThan(40);
  });

  test("are none where nothing comes, and end", () => {
    expect([...arrivals({ rate: () => 0, duration: 1_000, random: new Random(1) })]).toEqual([]);
    expect([...arrivals({ rate: () => 100, duration: 0, random: new Random(1) })]).toEqual([]);
  });
});

describe("a service with a queue", () => {
  test("works on as many at once as it has workers, in order, and refuses what does not fit", async () => {
    const time = new VirtualTime(0);
    const service = new QueueingService({ timers: time, workers: 2, takes: 10, queue: 3 });
    const answers: string[] = [];
    for (let request = 1; request <= 5; request += 1)
      service.send(() => void answers.push(`${String(request)} at ${String(time.elapsed())}`));
    expect(service.queued).toBe(3);
    expect(() => service.send(() => undefined)).toThrow(Refused);
    await time.pass(100);
    expect(answers).toEqual(["1 at 10", "2 at 10", "3 at 20", "4 at 20", "5 at 30"]);
    expect([service.received, service.done, service.queued]).toEqual([6, 5, 0]);
  });

  test("goes through a long queue in order", async () => {
    const time = new VirtualTime(0);
    const service = new QueueingService({ timers: time, workers: 1, takes: 1, queue: 5_000 });
    const answers: number[] = [];
    for (let request = 0; request < 5_000; request += 1) service.send(() => void answers.push(request));
    await time.pass(6_000);
    expect(answers).toEqual(Array.from({ length: 5_000 }, (_, index) => index));
  });
});

/** A sale in seconds 20 to 25, with a service that can do 100 requests a second. */
const sale = (client: Client, seed = 42): Promise<Second[]> =>
  simulate({
    time: new VirtualTime(),
    random: new Random(seed),
    service: { workers: 1, takes: 10, queue: 600 },
    client,
    rate: (at) => (at >= 20_000 && at < 25_000 ? 250 : 70),
    duration: 90_000,
    patience: 2_000,
    attemptTimeout: 500,
  });

const upTo =
  (attempts: number): Client =>
  async (call, remaining) => {
    for (let made = 1; ; made += 1)
      try {
        await call(remaining);
        return;
      } catch (error) {
        if (made === attempts) throw error;
      }
  };

describe("a sale", () => {
  test("is the same for the same seed, and another for another", async () => {
    const one = await sale(upTo(1));
    expect(await sale(upTo(1))).toEqual(one);
    expect(await sale(upTo(1), 7)).not.toEqual(one);
  });

  test("is over when it is over, where nobody retries", async () => {
    const seconds = await sale(upTo(1));
    expect(goodput(seconds, 2, 20)).toBeGreaterThan(0.97);
    expect(goodput(seconds, 25, 30)).toBeLessThan(0.5);
    expect(goodput(seconds, 70, 90)).toBeGreaterThan(0.97);
  });

  test("is never over where everybody tries four times: the failure is metastable", async () => {
    const seconds = await sale(upTo(4));
    expect(goodput(seconds, 2, 20)).toBeGreaterThan(0.97);
    expect(goodput(seconds, 70, 90)).toBeLessThan(0.1);
    expect(seconds[80]?.queued).toBeGreaterThan(500);
  });

  test("takes a thousand requests a second, for a minute", async () => {
    const seconds = await simulate({
      time: new VirtualTime(),
      random: new Random(1),
      service: { workers: 12, takes: 10, queue: 1_000 },
      client: upTo(2),
      rate: () => 1_000,
      duration: 60_000,
      patience: 2_000,
      attemptTimeout: 500,
    });
    expect(seconds.reduce((sum, { offered }) => sum + offered, 0)).toBeGreaterThan(59_000);
    expect(goodput(seconds, 0, 60)).toBeGreaterThan(0.99);
  });
});
