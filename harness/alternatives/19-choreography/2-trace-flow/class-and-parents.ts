// @style A class for the graph; a search that notes where it came from, and a recursive walk that notes where it has been.
import type { FlowDeclaration, FlowFindings, FlowRecords, TraceNode } from "eventlings";

class Graph {
  readonly #next: Record<string, string[]> = Object.create(null) as Record<string, string[]>;
  readonly #previous: Record<string, string[]> = Object.create(null) as Record<string, string[]>;

  add(from: string, to: string): void {
    const next = (this.#next[from] ??= []);
    if (next.includes(to)) return;
    next.push(to);
    (this.#previous[to] ??= []).push(from);
  }

  after(event: string): readonly string[] {
    return this.#next[event] ?? [];
  }

  before(event: string): readonly string[] {
    return this.#previous[event] ?? [];
  }

  /** Everything from which `event` can be reached, itself included. */
  backFrom(event: string, seen: Set<string>): Set<string> {
    if (seen.has(event)) return seen;
    seen.add(event);
    for (const earlier of this.before(event)) this.backFrom(earlier, seen);
    return seen;
  }

  loopOf(event: string): string[] | undefined {
    const cameFrom = new Map<string, string>();
    const queue = [event];
    for (const here of queue)
      for (const there of this.after(here)) {
        if (there === event) {
          const way = [event];
          for (let at: string | undefined = here; at !== undefined; at = cameFrom.get(at)) way.unshift(at);
          return way;
        }
        if (cameFrom.has(there)) continue;
        cameFrom.set(there, here);
        queue.push(there);
      }
    return undefined;
  }
}

export function inspectFlow(declaration: FlowDeclaration): FlowFindings {
  const graph = new Graph();
  const events = new Set<string>([...declaration.starts, ...declaration.ends]);
  const isHeard = new Set<string>();
  for (const { on, says } of declaration.reactions) {
    events.add(on);
    isHeard.add(on);
    for (const said of says) {
      events.add(said);
      graph.add(on, said);
    }
  }
  const comesToAnEnd = new Set<string>();
  for (const end of declaration.ends) graph.backFrom(end, comesToAnEnd);

  const unheard: string[] = [];
  const unsaid: string[] = [];
  const stranded: string[] = [];
  const fanIns: { event: string; follows: readonly string[] }[] = [];
  const loops: string[][] = [];
  for (const event of [...events].toSorted()) {
    const follows = graph.before(event);
    const isSaid = follows.length > 0 || declaration.starts.includes(event);
    if (!isSaid) unsaid.push(event);
    else if (!isHeard.has(event) && !declaration.ends.includes(event)) unheard.push(event);
    if (!comesToAnEnd.has(event)) stranded.push(event);
    if (follows.length > 1) fanIns.push({ event, follows });
    const loop = graph.loopOf(event);
    if (loop !== undefined) loops.push(loop);
  }
  return { unheard, unsaid, stranded, fanIns, loops };
}

export function traceFlow(records: FlowRecords, correlationId: string): readonly TraceNode[] {
  const mine = new Map(
    records.filter(({ metadata }) => metadata?.correlationId === correlationId).map((record) => [record.id, record]),
  );
  const node = (id: string): TraceNode => ({
    id,
    type: mine.get(id)?.type,
    caused: [...mine.values()].filter(({ metadata }) => metadata?.causationId === id).map((record) => node(record.id)),
  });
  const top = new Set<string>();
  for (const { id, metadata } of mine.values()) {
    const cause = metadata?.causationId;
    if (cause === undefined) top.add(id);
    else if (!mine.has(cause)) top.add(cause);
  }
  return [...top].map(node);
}
