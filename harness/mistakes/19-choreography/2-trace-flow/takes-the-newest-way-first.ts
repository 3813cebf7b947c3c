// @belief A list of ways to go on with gives a shortest one, from whichever end of it I take the next.
// @breaks shortest-way-round
// @section loops
import type { FlowDeclaration, FlowFindings, FlowRecords, TraceNode } from "eventlings";

/** Events by event. */
type Edges = ReadonlyMap<string, ReadonlySet<string>>;

/** Reads from what the services declare what nobody has drawn. */
export function inspectFlow({ starts, ends, reactions }: FlowDeclaration): FlowFindings {
  const steps = reactions.flatMap(({ on, says }) => says.map((said) => [on, said] as const));
  const followers = edges(steps);
  const leaders = edges(steps.map(([on, said]) => [said, on]));

  const heard = new Set(reactions.map(({ on }) => on));
  const said = new Set([...starts, ...leaders.keys()]);
  const events = [...new Set([...said, ...heard, ...ends])];
  const endings = new Set(ends);
  // From the ends backwards: what is not met on the way leads to none of them.
  const endsSomewhere = new Set(ends.flatMap((end) => [end, ...waysFrom(end, leaders).keys()]));

  return {
    unheard: events.filter((event) => said.has(event) && !heard.has(event) && !endings.has(event)),
    unsaid: events.filter((event) => !said.has(event)),
    stranded: events.filter((event) => !endsSomewhere.has(event)),
    fanIns: [...leaders].flatMap(([event, follows]) => (follows.size > 1 ? [{ event, follows: [...follows] }] : [])),
    loops: events.flatMap((event) => {
      const seen = new Set<string>();
      const ways: (readonly string[])[] = [[event]];
      for (let way = ways.pop(); way !== undefined; way = ways.pop())
        for (const there of followers.get(way.at(-1) ?? event) ?? []) {
          if (there === event) return [[...way, there]];
          if (seen.has(there)) continue;
          seen.add(there);
          ways.push([...way, there]);
        }
      return [];
    }),
  };
}

function edges(pairs: readonly (readonly [string, string])[]): Edges {
  const result = new Map<string, Set<string>>();
  for (const [from, to] of pairs) result.set(from, (result.get(from) ?? new Set()).add(to));
  return result;
}

/** A shortest way to each event that can be reached, the first one named first. It begins with one step: nothing is at itself. */
function waysFrom(start: string, next: Edges): ReadonlyMap<string, readonly string[]> {
  const ways = new Map<string, readonly string[]>();
  let edge: (readonly string[])[] = [[start]];
  while (edge.length > 0) {
    const further: (readonly string[])[] = [];
    for (const way of edge)
      for (const event of next.get(way.at(-1) ?? start) ?? []) {
        if (ways.has(event)) continue;
        const longer = [...way, event];
        ways.set(event, longer);
        further.push(longer);
      }
    edge = further;
  }
  return ways;
}

/** A node while it grows. */
interface Growing extends TraceNode {
  readonly type: string | undefined;
  readonly caused: Growing[];
}

/** Rebuilds one flow from what was recorded. */
export function traceFlow(records: FlowRecords, correlationId: string): readonly TraceNode[] {
  const ofThisFlow = records.filter(({ metadata }) => metadata?.correlationId === correlationId);
  const nodes = new Map<string, Growing>();
  const causes = new Map<string, string | undefined>();
  for (const { id, type, metadata } of ofThisFlow) {
    nodes.set(id, { id, type, caused: [] });
    causes.set(id, metadata?.causationId);
  }
  const events = [...nodes];
  const top: Growing[] = [];
  for (const [id, node] of events) {
    const cause = causes.get(id);
    if (cause === undefined) {
      top.push(node);
      continue;
    }
    let above = nodes.get(cause);
    if (above === undefined) {
      above = { id: cause, type: undefined, caused: [] };
      nodes.set(cause, above);
      top.push(above);
    }
    above.caused.push(node);
  }
  return top;
}
