import { NotImplemented, type FlowDeclaration, type FlowFindings, type FlowRecords, type TraceNode } from "eventlings";

/**
 * Reads from what the services declare what nobody has drawn: where the flow breaks off, where it comes
 * together, and where it goes round. `FlowDeclaration` and `FlowFindings` (open their definitions) say
 * what each word means.
 *
 * - All that counts is which event may follow which. The names of events and services mean nothing.
 * - A reaction may be declared more than once; two services may react to the same event, and say the same.
 * - A flow of a hundred events may have more ways through it than there are seconds: do not walk them all.
 */
export function inspectFlow(_declaration: FlowDeclaration): FlowFindings {
  // TODO: which event may follow which? And from there: what does nobody hear, or say? What flows together?
  // TODO: how far does each event lead: to an end, or back to itself? By which shortest way?
  throw new NotImplemented("inspectFlow");
}

/**
 * Rebuilds one flow from what was recorded: each of its events once, below the event that caused it. At
 * the top are the events without a cause, and the gaps. The order of nodes side by side is up to you.
 *
 * - A cause that is not among the events of this flow is a gap: a node with its id and no type, once,
 *   with all that it caused. (It was lost, is not recorded yet, or carries another correlation id.)
 * - Of a flow of which nothing is recorded, there is nothing to show.
 */
export function traceFlow(_records: FlowRecords, _correlationId: string): readonly TraceNode[] {
  // TODO: what comes below what, in whatever order it was recorded? And what if its cause is missing?
  throw new NotImplemented("traceFlow");
}
