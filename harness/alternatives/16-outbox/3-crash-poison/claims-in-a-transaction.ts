// @style Claims a message, or parks it, in one short transaction; a second one notes how the attempt ended.
import type { CountedRow, OutboxWorker, Transaction, WorkerPorts } from "eventlings";

type Claim = { readonly kind: "nothing" } | { readonly kind: "parked" } | { readonly kind: "claimed"; row: CountedRow };

export function createOutboxWorker(ports: WorkerPorts): OutboxWorker {
  const claim = async (tx: Transaction<{ outbox: CountedRow }>): Promise<Claim> => {
    const rows = await tx.select("outbox", { where: { publishedAt: null }, orderBy: ["position"], forUpdate: true });
    const held = new Set<string>();
    for (const row of rows) {
      if (held.has(row.key)) continue;
      held.add(row.key);
      if (row.parkedAt !== null) continue;
      // Counted first, and looked at then: this attempt is one too many where the limit is passed with it.
      const started = row.startedAttempts + 1;
      if (started - row.finishedAttempts > ports.maxCrashes || row.finishedAttempts + 1 > ports.maxFailures) {
        await tx.update("outbox", { parkedAt: ports.clock.now() }, { id: row.id });
        return { kind: "parked" };
      }
      await tx.update("outbox", { startedAttempts: started }, { id: row.id });
      return { kind: "claimed", row };
    }
    return { kind: "nothing" };
  };

  const tryTo = async (row: CountedRow): Promise<Date | null> => {
    try {
      await ports.handle(row.message);
      return ports.clock.now();
    } catch {
      return null;
    }
  };

  return {
    async handleNext() {
      const claimed = await ports.database.transaction(claim);
      if (claimed.kind !== "claimed") return claimed.kind === "parked";
      const { row } = claimed;
      const publishedAt = await tryTo(row);
      await ports.database.transaction((tx) =>
        tx.update("outbox", { publishedAt, finishedAttempts: { increment: 1 } }, { id: row.id }),
      );
      return true;
    },
  };
}
