import { describe, expect, test } from "vitest";
import { matchTyped } from "../../src/quiz/grade/typed.ts";
import { example } from "./cards.ts";

const asks = (...answers: readonly [string, ...string[]]) => ({ ...example("typed"), answers, wrong: [] });

describe("typed words", () => {
  test.each([
    ["crypto-shredding", "Crypto Shredding"],
    ["crypto-shredding", "cryptoshredding"],
    ["crypto-shredding", "shredding, crypto"],
    ["dead letter queue", "dead-letter queues"],
    ["dead letter queue", "the dead letter queue"],
    ["optimistic concurrency", "concurrency (optimistic)"],
    ["partition key", "key of the partition"],
    ["7 days", "Seven days"],
    ["retries", "retry"],
    ["batches", "batch"],
    ["normalisation", "normalization"],
    ["behaviour", "behavior"],
    ["café", "cafe"],
    ["Idempotency key", "idempotency-key"],
  ])("“%s” is right as “%s”", (answer, typed) => {
    expect(matchTyped(asks(answer), typed)).toEqual({ kind: "right" });
  });

  test.each([
    ["crypto-shredding", "crypto-shreding"],
    ["idempotent", "idempotant"],
    ["outbox", "outbxo"],
    ["outbox", "the outbox pattern"],
  ])("“%s” is near as “%s”, and said to be", (answer, typed) => {
    expect(matchTyped(asks(answer), typed)).toEqual({ kind: "near", meant: answer });
  });

  test.each([
    ["idempotent", "not idempotent"],
    ["event", "command"],
    ["ack", "nack"],
    ["ISR", "ISS"],
    ["outbox", "inbox"],
    ["outbox", ""],
    ["outbox", "…"],
    ["at least once", "at most once"],
  ])("“%s” is wrong as “%s”", (answer, typed) => {
    expect(matchTyped(asks(answer), typed)).toEqual({ kind: "wrong" });
  });

  test("count as any of the answers listed", () => {
    expect(matchTyped(example("typed"), "Cryptographic erasures")).toEqual({ kind: "right" });
  });

  test("are told why, where many people answer the same", () => {
    expect(matchTyped(example("typed"), "Pseudonymization")).toEqual({
      kind: "wrong",
      why: expect.stringContaining("another name"),
    });
  });
});
