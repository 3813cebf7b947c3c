import { DatabaseError } from "../../../../src/kit/index.ts";
import type { Site } from "../../resource.ts";
import type { OperationFault } from "../../run/operation.ts";
import { lostCalls } from "../key-value.ts";

/**
 * The connection is lost while a statement is under way: its transaction is rolled back, unless it was
 * the commit that had already arrived.
 */
export function lostStatements(
  { run }: Site,
  durable: boolean,
  perform: () => unknown,
  rollBack: () => void,
): readonly OperationFault[] {
  if (run.limits.faults.timeouts === undefined) return [];
  return lostCalls(durable, perform, () => {
    rollBack();
    return new DatabaseError("08006", "The connection to the database was lost before it answered.");
  });
}
