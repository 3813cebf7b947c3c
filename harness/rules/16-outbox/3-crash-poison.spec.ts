import * as exercise from "#exercise/16-outbox/3-crash-poison";
import { rulesFor, same } from "#spec";
import { MAX_CRASHES, MAX_FAILURES, openWorker, times } from "./workers.ts";

const rule = rulesFor("outbox/crash-poison", exercise);

rule("handles-everything", async ({ attack }) => {
  await attack((world) => {
    const outbox = openWorker(world, [
      ["m1", "order-1"],
      ["m2", "order-1"],
      ["m3", "order-2"],
    ]);
    return {
      atTheEnd() {
        const ids = ["m1", "m2", "m3"];
        const wrong = outbox.unhandled(ids);
        if (wrong !== undefined) return wrong;
        if (!same(outbox.handled.toSorted(), ids))
          return {
            happened: "Nothing went wrong, and not every message was handled once.",
            expected: ids,
            received: outbox.handled,
          };
        const { startedAttempts = 0, finishedAttempts = 0 } = outbox.row("m1") ?? {};
        return startedAttempts === 1 && finishedAttempts === 1
          ? undefined
          : {
              happened: "m1 was handled at the first attempt, and the counters do not say so.",
              expected: { startedAttempts: 1, finishedAttempts: 1 },
              received: { startedAttempts, finishedAttempts },
            };
      },
    };
  });
  await attack(
    (world) => {
      const outbox = openWorker(world, [
        ["m1", "order-1"],
        ["m2", "order-2"],
      ]);
      return { atTheEnd: () => outbox.unhandled(["m1", "m2"]) };
    },
    { faults: { crashes: 1 } },
  );
});

rule("crash-loop-ends", ({ attack }) =>
  attack(
    (world) => {
      const outbox = openWorker(world, [["m1", "order-1"]]);
      return {
        atTheEnd() {
          const attempts = outbox.attemptsAt("m1");
          if (attempts > MAX_CRASHES)
            return {
              happened: `m1 was in hand each time the process died, and ${String(MAX_CRASHES)} crashes are allowed. It was tried ${times(attempts)}.`,
              expected: MAX_CRASHES,
              received: attempts,
            };
          return outbox.unhandled(["m1"]);
        },
      };
    },
    { faults: { crashes: MAX_CRASHES } },
  ),
);

rule("one-crash-is-no-proof", ({ attack }) =>
  attack(
    (world) => {
      const outbox = openWorker(world, [
        ["m1", "order-1"],
        ["m2", "order-2"],
      ]);
      return {
        atTheEnd() {
          const parked = ["m1", "m2"].find(outbox.isParked);
          if (parked === undefined) return outbox.unhandled(["m1", "m2"]);
          const lives = outbox.worker.lives;
          return {
            happened: `${parked} was parked, although the process died ${lives === 1 ? "not once" : "only once"} and ${String(MAX_CRASHES)} crashes are allowed.`,
          };
        },
      };
    },
    { faults: { crashes: MAX_CRASHES - 1 } },
  ),
);

rule("failures-are-not-crashes", async ({ attack }) => {
  await attack((world) => {
    const outbox = openWorker(world, [["m1", "order-1"]], (_id, attempt) =>
      attempt < MAX_FAILURES ? "fails" : "works",
    );
    return {
      atTheEnd: () =>
        outbox.isParked("m1")
          ? {
              happened: `m1 failed ${times(outbox.attemptsAt("m1"))}, the process never died, and m1 was parked. ${String(MAX_FAILURES)} failures are allowed.`,
            }
          : outbox.unhandled(["m1"]),
    };
  });
  // A crash among the failures counts as a crash, and as nothing else.
  await attack(
    (world) => {
      const outbox = openWorker(world, [["m1", "order-1"]], (_id, attempt) =>
        attempt < MAX_FAILURES ? "fails" : "works",
      );
      return {
        atTheEnd: () =>
          outbox.isParked("m1")
            ? {
                happened: `m1 failed ${String(MAX_FAILURES - 1)} times at most and the process died once; ${String(MAX_FAILURES)} failures and ${String(MAX_CRASHES)} crashes are allowed. m1 was parked.`,
              }
            : outbox.unhandled(["m1"]),
      };
    },
    { faults: { crashes: 1 } },
  );
});

rule("failures-end-too", ({ attack }) =>
  attack((world) => {
    const outbox = openWorker(world, [["m1", "order-1"]], () => "fails");
    return {
      atTheEnd() {
        const attempts = outbox.attemptsAt("m1");
        if (attempts !== MAX_FAILURES)
          return {
            happened: `m1 fails each time, and ${String(MAX_FAILURES)} failures are allowed. It was tried ${times(attempts)}.`,
            expected: MAX_FAILURES,
            received: attempts,
          };
        return outbox.unhandled(["m1"]);
      },
    };
  }),
);

rule("healthy-keys-go-on", async ({ attack }) => {
  await attack((world) => {
    const outbox = openWorker(
      world,
      [
        ["m1", "order-1"],
        ["m2", "order-2"],
      ],
      (id) => (id === "m1" ? "fails" : "works"),
    );
    return {
      atTheEnd: () =>
        outbox.handled.includes("m2")
          ? outbox.unhandled(["m1", "m2"])
          : { happened: "m1 of order-1 always fails. m2 of order-2 was never handled." },
    };
  });
  await attack(
    (world) => {
      const outbox = openWorker(world, [
        ["m1", "order-1"],
        ["m2", "order-2"],
      ]);
      return {
        atTheEnd() {
          const { parkedAt = null } = outbox.row("m1") ?? {};
          if (parkedAt === null || outbox.handled.includes("m2") || outbox.isParked("m2")) return undefined;
          return { happened: "m1 of order-1 was parked after two crashes, and m2 of order-2 was never handled." };
        },
      };
    },
    { faults: { crashes: MAX_CRASHES } },
  );
});

rule("parked-key-waits", async ({ attack }) => {
  const messages = [
    ["m1", "order-1"],
    ["m2", "order-1"],
  ] as const;
  await attack((world) => {
    const outbox = openWorker(world, messages, (id) => (id === "m1" ? "fails" : "works"));
    return {
      atTheEnd: () =>
        outbox.begun.includes("m2")
          ? {
              happened: "m1 of order-1 failed each time, and m2 of the same order, which stands behind it, was tried.",
              received: outbox.begun,
            }
          : undefined,
    };
  });
  await attack((world) => {
    const outbox = openWorker(world, messages, (id, attempt) => (id === "m1" && attempt === 1 ? "fails" : "works"));
    return {
      atTheEnd: () =>
        same(outbox.handled, ["m1", "m2"])
          ? undefined
          : {
              happened: "m1 of order-1 failed once and worked the second time. m2 of the same order stands behind it.",
              expected: ["m1", "m2"],
              received: outbox.handled,
            },
    };
  });
  await attack(
    (world) => {
      const outbox = openWorker(world, messages);
      return {
        atTheEnd() {
          if (!outbox.begun.includes("m2")) return undefined;
          if (outbox.isParked("m1"))
            return { happened: "m1 of order-1 was parked after two crashes, and m2 of the same order was tried." };
          return outbox.handled[0] === "m1"
            ? undefined
            : { happened: "m2 of order-1 was tried before m1 of the same order was handled.", received: outbox.begun };
        },
      };
    },
    { faults: { crashes: MAX_CRASHES } },
  );
});

rule("comes-back", ({ attack }) =>
  attack((world) => {
    const messages = [
      ["m1", "order-1"],
      ["m2", "order-1"],
    ] as const;
    const outbox = openWorker(
      world,
      messages,
      (id, attempt) => (id === "m1" && attempt <= MAX_FAILURES ? "fails" : "works"),
      "m1",
    );
    return {
      atTheEnd: () =>
        same(outbox.handled, ["m1", "m2"])
          ? outbox.unhandled(["m1", "m2"])
          : {
              happened:
                "m1 of order-1 was parked. Somebody mended it and set it back, and the same worker went on. m1 should be handled now, and m2 after it.",
              expected: ["m1", "m2"],
              received: outbox.handled,
            },
    };
  }),
);
