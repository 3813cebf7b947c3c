import { NotImplemented, type PurgePorts } from "eventlings";

/**
 * Removes from the outbox what is published and no longer needed, all of it, and says how many rows.
 *
 * `PurgePorts` (open its definition) has the table. It runs now and then, beside a relay that publishes
 * and marks, and perhaps beside a second clean-up that was started by mistake.
 *
 * - What was published more than `keepFor` ago is removed. What was published less than that ago stays,
 *   however old it is: somebody may still want to look it up, or to publish it again.
 * - What is not published stays, whatever its age, and so does what is parked. A row whose `publishedAt`
 *   is set back to `null`, to have it published again, is not published, from that moment on.
 * - At no moment do more than `batchSize` rows disappear, and no query reads more rows than that: one
 *   large delete holds its locks for minutes, and the relay waits.
 * - It can be stopped at any time, and started again. Where the database fails, it may reject.
 *
 * `delete` has no limit, as in PostgreSQL. Its answer is the number of rows that it removed.
 */
export async function purge(_ports: PurgePorts): Promise<number> {
  // TODO: which rows? Say it in words first: every word becomes a condition.
  // TODO: in batches. What can have changed between looking for a batch and deleting it?
  throw new NotImplemented("purge");
}
