// @style A table of distances between all events, filled by Floyd and Warshall; the trace is grouped by cause and built from the top.
import type { FlowDeclaration, FlowFindings, FlowRecords, TraceNode } from "eventlings";

export function inspectFlow({ starts, ends, reactions }: FlowDeclaration): FlowFindings {
  const events = Array.from(new Set([...starts, ...ends, ...reactions.flatMap(({ on, says }) => [on, ...says])]));
  const place = new Map(events.map((event, at) => [event, at]));
  const size = events.length;
  const distance = new Float64Array(size * size).fill(Infinity);
  const via = new Int32Array(size * size).fill(-1);
  for (const { on, says } of reactions)
    for (const said of says) {
      const cell = (place.get(on) ?? 0) * size + (place.get(said) ?? 0);
      distance[cell] = 1;
      via[cell] = place.get(said) ?? 0;
    }
  const one = (cell: number): boolean => distance[cell] === 1;
  const direct = events.map((_, to) => events.filter((_event, from) => one(from * size + to)));
  for (let k = 0; k < size; k += 1)
    for (let i = 0; i < size; i += 1)
      for (let j = 0; j < size; j += 1) {
        const through = (distance[i * size + k] ?? Infinity) + (distance[k * size + j] ?? Infinity);
        if (through >= (distance[i * size + j] ?? Infinity)) continue;
        distance[i * size + j] = through;
        via[i * size + j] = via[i * size + k] ?? -1;
      }
  const reaches = (from: number, to: number): boolean => (distance[from * size + to] ?? Infinity) < Infinity;

  const loops = events.flatMap((event, at) => {
    if (!reaches(at, at)) return [];
    const way = [event];
    let here = at;
    do {
      here = via[here * size + at] ?? at;
      way.push(events[here] ?? event);
    } while (here !== at);
    return [way];
  });
  return {
    loops,
    fanIns: events
      .map((event, at) => ({ event, follows: direct[at] ?? [] }))
      .filter((each) => each.follows.length >= 2),
    unsaid: events.filter((event, at) => direct[at]?.length === 0 && !starts.includes(event)),
    unheard: events.filter(
      (event, at) =>
        !reactions.some(({ on }) => on === event) &&
        !ends.includes(event) &&
        (starts.includes(event) || direct[at]?.length !== 0),
    ),
    stranded: events.filter(
      (event, at) => !ends.includes(event) && ends.every((end) => !reaches(at, place.get(end) ?? at)),
    ),
  };
}

export function traceFlow(records: FlowRecords, correlationId: string): readonly TraceNode[] {
  const unique = [...new Map(records.map((record) => [record.id, record])).values()];
  const flow = unique.filter((record) => record.metadata?.correlationId === correlationId);
  const byCause = grouped(flow);
  const grow = (cause: string | undefined): TraceNode[] =>
    (byCause.get(cause) ?? []).map(({ id, type }) => ({ id, type, caused: grow(id) }));
  const ids = new Set(flow.map(({ id }) => id));
  const gaps = [...byCause.keys()].filter((cause) => cause !== undefined && !ids.has(cause));
  return [...grow(undefined), ...gaps.map((id) => ({ id: id ?? "", type: undefined, caused: grow(id) }))];
}

function grouped(flow: FlowRecords): ReadonlyMap<string | undefined, FlowRecords> {
  return flow.reduce((groups, record) => {
    const cause = record.metadata?.causationId;
    return groups.set(cause, [...(groups.get(cause) ?? []), record]);
  }, new Map<string | undefined, FlowRecords>());
}
