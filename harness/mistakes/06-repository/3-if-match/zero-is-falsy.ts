// @belief Where there is an expected version, hand it over: `expectedVersion ? … : …` says whether there is one.
// @breaks create-once, race-is-412
// @section between-check-and-append
import {
  CommandRefused,
  ConcurrencyError,
  type CommandEndpoint,
  type CommandEndpointPorts,
  type CommandResponse,
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
    const { exists, currentVersion } = await store.read(streamId, { limit: 0 });
    const current = `"${String(currentVersion)}"`;
    if (wanted !== undefined && !(exists && (wanted === "*" || wanted.includes(current)))) return answer(412);
    if (ifNoneMatch !== undefined && exists) return answer(412);
    const expectedVersion = ifNoneMatch !== undefined ? 0 : Array.isArray(wanted) ? currentVersion : undefined;
    try {
      const outcome = await handle(streamId, command, expectedVersion ? { expectedVersion } : {});
      return {
        status: 200,
        headers: outcome.streamPosition === 0 ? {} : { etag: `"${String(outcome.streamPosition)}"` },
      };
    } catch (error) {
      if (error instanceof CommandRefused) return answer(409);
      if (error instanceof ConcurrencyError) return answer(expectedVersion === undefined ? 409 : 412);
      throw error;
    }
  };
}
