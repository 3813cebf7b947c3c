// @style Turns the headers into conditions, each a function of the stream; tells the current tag also with a 412.
import { type CommandEndpoint, type CommandEndpointPorts, type CommandRequest, type StreamSlice } from "eventlings";

interface Condition {
  readonly holds: (stream: StreamSlice) => boolean;
  readonly namesAVersion: boolean;
}

const LIST = /^(?:[ \t]*(?:(?:W\/)?"[!#-~\x80-\xff]*"[ \t]*)?(?:,|$))*$/;
const TAG = /(?:W\/)?"[!#-~\x80-\xff]*"/g;
const tagOf = ({ exists, currentVersion }: StreamSlice): string | undefined =>
  exists ? `"${String(currentVersion)}"` : undefined;

function conditionsOf(headers: CommandRequest<unknown>["headers"]): readonly Condition[] | "malformed" {
  const conditions: Condition[] = [];
  const ifMatch = headers["if-match"];
  if (ifMatch === "*") conditions.push({ holds: ({ exists }) => exists, namesAVersion: false });
  else if (ifMatch !== undefined) {
    if (!LIST.test(ifMatch)) return "malformed";
    const tags = new Set(ifMatch.match(TAG) ?? []);
    conditions.push({
      holds: (stream) => {
        const tag = tagOf(stream);
        return tag !== undefined && tags.has(tag);
      },
      namesAVersion: true,
    });
  }
  if (headers["if-none-match"] !== undefined) conditions.push({ holds: ({ exists }) => !exists, namesAVersion: true });
  return conditions;
}

export const createCommandEndpoint =
  <Command>(ports: CommandEndpointPorts<Command>): CommandEndpoint<Command> =>
  async ({ streamId, command, headers }) => {
    const conditions = conditionsOf(headers);
    if (conditions === "malformed") return { status: 400, headers: {} };
    if (ports.precondition === "required" && conditions.length === 0) return { status: 428, headers: {} };
    const stream = await ports.store.read(streamId, { limit: 0 });
    const etag = tagOf(stream);
    if (!conditions.every(({ holds }) => holds(stream)))
      return { status: 412, headers: etag === undefined ? {} : { etag } };
    const namesAVersion = conditions.some((condition) => condition.namesAVersion);
    try {
      const outcome = await ports.handle(
        streamId,
        command,
        namesAVersion ? { expectedVersion: stream.currentVersion } : {},
      );
      return {
        status: stream.exists ? 200 : 201,
        headers: outcome.streamPosition === 0 ? {} : { etag: `"${String(outcome.streamPosition)}"` },
      };
    } catch (error) {
      const name = error instanceof Error ? error.name : "";
      if (name === "CommandRefused") return { status: 409, headers: {} };
      if (name === "ConcurrencyError") return { status: namesAVersion ? 412 : 409, headers: {} };
      throw error;
    }
  };
