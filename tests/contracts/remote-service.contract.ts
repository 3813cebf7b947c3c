/* oxlint-disable vitest/no-standalone-expect -- every case is run within a test: see `contract` */
import { expect } from "vitest";
import type { RemoteService } from "../../src/kit/index.ts";
import { contract } from "./contract.ts";

/** A service that answers with how often it has done something; it refuses amounts below 0. */
export interface ServiceUnderContract {
  readonly service: RemoteService<{ readonly amount: number }, { readonly number: number }>;
  /** How often it has done something. */
  done(): number;
}

/** What a service with idempotency keys promises. */
export const serviceContract = contract<ServiceUnderContract>("a service with idempotency keys", {
  "does the same again without a key": async ({ subject: { service, done } }) => {
    await service.call({ amount: 5 });
    await service.call({ amount: 5 });
    expect(done()).toBe(2);
  },
  "does nothing more for a key that it knows, and answers the same": async ({ subject: { service, done } }) => {
    const first = await service.call({ amount: 5 }, { idempotencyKey: "k" });
    expect(await service.call({ amount: 5 }, { idempotencyKey: "k" })).toEqual(first);
    expect(done()).toBe(1);
  },
  "refuses a key that came with another request": async ({ subject: { service, done } }) => {
    await service.call({ amount: 5 }, { idempotencyKey: "k" });
    await expect(service.call({ amount: 6 }, { idempotencyKey: "k" })).rejects.toMatchObject({ code: "KEY_REUSED" });
    expect(done()).toBe(1);
  },
  "remembers a refusal as well": async ({ subject: { service, done } }) => {
    for (const attempt of [1, 2])
      await expect(
        service.call({ amount: -1 }, { idempotencyKey: "k" }),
        `attempt ${String(attempt)}`,
      ).rejects.toMatchObject({
        code: "REFUSED",
      });
    expect(done()).toBe(0);
  },
});
