// @style After a conflict it looks again whether what the client asks for still holds, and only then gives up.
import {
  CommandRefused,
  ConcurrencyError,
  type CommandEndpoint,
  type CommandEndpointPorts,
  type CommandOutcome,
} from "eventlings";

const only = (status: number) => ({ status, headers: {} });

/** Takes one element after the other off the front of the list. */
function tagsIn(list: string, found: readonly string[] = []): readonly string[] | null {
  const [blank = ""] = /^[ \t]*,?/.exec(list) ?? [];
  const rest = list.slice(blank.length);
  if (rest === "") return found;
  if (blank.length > 0) return tagsIn(rest, found);
  const match = /^((?:W\/)?"[!#-~\x80-\xff]*")[ \t]*(?:,|$)/.exec(rest);
  return match?.[1] === undefined ? null : tagsIn(rest.slice(match[0].length), [...found, match[1]]);
}

export function createCommandEndpoint<Command>(ports: CommandEndpointPorts<Command>): CommandEndpoint<Command> {
  const { store, handle, precondition } = ports;
  return async ({ streamId, command, headers: { "if-match": match, "if-none-match": noneMatch } }) => {
    const isAny = match?.trim() === "*";
    const tags = match === undefined || isAny ? [] : tagsIn(match);
    if (tags === null) return only(400);
    if (match === undefined && noneMatch === undefined && precondition === "required") return only(428);

    const attempt = async (): Promise<CommandOutcome | 412> => {
      if (match === undefined && noneMatch === undefined) return handle(streamId, command);
      const { exists, currentVersion } = await store.read(streamId, { limit: 0 });
      if (noneMatch !== undefined && exists) return 412;
      if (match !== undefined && !exists) return 412;
      if (isAny) return handle(streamId, command);
      if (match !== undefined && !tags.includes(`"${String(currentVersion)}"`)) return 412;
      return handle(streamId, command, { expectedVersion: currentVersion });
    };
    try {
      const isConditional = noneMatch !== undefined || (match !== undefined && !isAny);
      const first = await attempt().catch((error: unknown) => {
        // The condition may hold for what is there now: then it is as if the request came a moment later.
        if (isConditional && error instanceof ConcurrencyError) return attempt();
        throw error;
      });
      if (first === 412) return only(412);
      return { status: 200, headers: first.streamPosition === 0 ? {} : { etag: `"${String(first.streamPosition)}"` } };
    } catch (error) {
      if (error instanceof CommandRefused) return only(409);
      if (error instanceof ConcurrencyError) return only(isAny || (match ?? noneMatch) === undefined ? 409 : 412);
      throw error;
    }
  };
}
