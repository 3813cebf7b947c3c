// @belief An ETag says when something was changed last.
// @breaks new-etag, strong-comparison, reads-the-header, missing-is-policy, create-once, refusal-is-409, race-is-412
// @section what-a-tag-is
import {
  CommandRefused,
  ConcurrencyError,
  type CommandEndpoint,
  type CommandEndpointPorts,
  type CommandResponse,
  type StreamSlice,
} from "eventlings";

const ELEMENT = /^[ \t]*((?:W\/)?"[\x21\x23-\x7e\x80-\xff]*")?[ \t]*(?:,|$)/;

function parse(value: string): "*" | string[] | undefined {
  if (value === "*") return "*";
  const tags: string[] = [];
  for (let rest = value; rest !== "";) {
    const element = ELEMENT.exec(rest);
    if (element === null) return undefined;
    if (element[1] !== undefined) tags.push(element[1]);
    rest = rest.slice(element[0].length);
  }
  return tags;
}

const tagOf = ({ events }: StreamSlice): string => `"${String(events.at(-1)?.recordedAt.getTime() ?? 0)}"`;

const answer = (status: number): CommandResponse => ({ status, headers: {} });

export function createCommandEndpoint<Command>({
  store,
  handle,
  precondition,
}: CommandEndpointPorts<Command>): CommandEndpoint<Command> {
  return async ({ streamId, command, headers }) => {
    const ifMatch = headers["if-match"];
    const ifNoneMatch = headers["if-none-match"];
    if (precondition === "required" && ifMatch === undefined && ifNoneMatch === undefined) return answer(428);
    const wanted = ifMatch === undefined ? undefined : parse(ifMatch);
    if (ifMatch !== undefined && wanted === undefined) return answer(400);
    const slice = await store.read(streamId);
    const { exists, currentVersion } = slice;
    const current = tagOf(slice);
    if (wanted !== undefined && !(exists && (wanted === "*" || wanted.includes(current)))) return answer(412);
    if (ifNoneMatch !== undefined && exists) return answer(412);
    const expectedVersion = ifNoneMatch !== undefined ? 0 : Array.isArray(wanted) ? currentVersion : undefined;
    try {
      const outcome = await handle(streamId, command, expectedVersion === undefined ? {} : { expectedVersion });
      return {
        status: outcome.streamPosition > 0 ? 200 : 204,
        headers: outcome.streamPosition === 0 ? {} : { etag: tagOf(await store.read(streamId)) },
      };
    } catch (error) {
      if (error instanceof CommandRefused) return answer(409);
      if (error instanceof ConcurrencyError) return answer(expectedVersion === undefined ? 409 : 412);
      throw error;
    }
  };
}
