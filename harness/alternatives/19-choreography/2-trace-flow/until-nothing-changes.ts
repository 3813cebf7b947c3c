// @style Sets that grow until nothing changes any more, no search; the trace is put together from pairs of cause and effect.
import type { FlowDeclaration, FlowFindings, FlowRecords, TraceNode } from "eventlings";

const distinct = <T>(list: Iterable<T>): T[] => [...new Set(list)];

export const inspectFlow = ({ starts, ends, reactions }: FlowDeclaration): FlowFindings => {
  const pairs = reactions.flatMap(({ on, says }) => says.map((said) => ({ on, said })));
  const all = distinct([...starts, ...ends, ...reactions.map(({ on }) => on), ...pairs.map(({ said }) => said)]);

  const good = new Set(ends);
  for (let size = -1; size !== good.size;) {
    size = good.size;
    for (const { on, said } of pairs) if (good.has(said)) good.add(on);
  }

  // From each event: the ways to what is one step away, then two, and so on, until they come back or give out.
  const wayRound = (event: string): readonly string[] | undefined => {
    const known = new Set<string>();
    let layer: readonly (readonly string[])[] = [[event]];
    while (layer.length > 0) {
      const next = new Map<string, readonly string[]>();
      for (const way of layer)
        for (const { on, said } of pairs)
          if (on === way[way.length - 1] && !known.has(said)) next.set(said, way.concat(said));
      const back = next.get(event);
      if (back !== undefined) return back;
      for (const said of next.keys()) known.add(said);
      layer = [...next.values()];
    }
    return undefined;
  };

  const isSaid = (event: string): boolean => starts.includes(event) || pairs.some(({ said }) => said === event);
  const isHeard = (event: string): boolean => reactions.some(({ on }) => on === event);
  return {
    unheard: all.filter(isSaid).filter((event) => !isHeard(event) && !ends.includes(event)),
    unsaid: all.filter((event) => !isSaid(event)),
    stranded: all.filter((event) => !good.has(event)),
    fanIns: all
      .map((event) => ({ event, follows: distinct(pairs.filter(({ said }) => said === event).map(({ on }) => on)) }))
      .filter(({ follows }) => follows.length >= 2),
    loops: all.map(wayRound).filter((way) => way !== undefined),
  };
};

export const traceFlow = (records: FlowRecords, correlationId: string): readonly TraceNode[] => {
  const mine = records.filter(({ metadata }) => metadata?.correlationId === correlationId);
  const effects = mine.map(({ id, metadata }) => ({ cause: metadata?.causationId, id }));
  const types = new Map(mine.map(({ id, type }) => [id, type]));
  const isCaused = new Set(effects.filter(({ cause }) => cause !== undefined).map(({ id }) => id));
  const everybody = distinct([...types.keys(), ...effects.flatMap(({ cause }) => cause ?? [])]);
  const show = (id: string): TraceNode => {
    const below = distinct(effects.filter(({ cause }) => cause === id).map((effect) => effect.id));
    return { caused: below.map(show), type: types.get(id), id };
  };
  return everybody.filter((id) => !isCaused.has(id)).map(show);
};
