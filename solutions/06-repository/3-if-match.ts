import {
  CommandRefused,
  ConcurrencyError,
  type CommandEndpoint,
  type CommandEndpointPorts,
  type CommandResponse,
  type HandleOptions,
  type StreamSlice,
} from "eventlings";

/** Answers commands that come by HTTP, so that a client can say which version it has decided on. */
export function createCommandEndpoint<Command>({
  store,
  handle,
  precondition,
}: CommandEndpointPorts<Command>): CommandEndpoint<Command> {
  return async ({ streamId, command, headers }) => {
    const { "if-match": ifMatch, "if-none-match": ifNoneMatch } = headers;
    if (precondition === "required" && ifMatch === undefined && ifNoneMatch === undefined) return answer(428);

    const options: { expectedVersion?: number } = {};
    if (ifMatch !== undefined) {
      const wanted = parseIfMatch(ifMatch);
      if (wanted === undefined) return answer(400);
      const current = await store.read(streamId, { limit: 0 });
      if (!isMatch(wanted, current)) return answer(412);
      // From here to the append, others may write. Whoever named a version must hear of it.
      if (wanted !== "*") options.expectedVersion = current.currentVersion;
    }
    // That there is nothing is a version as well. With an If-Match that holds it cannot be so, and the append finds out.
    if (ifNoneMatch !== undefined) options.expectedVersion = 0;
    return perform(() => handle(streamId, command, options), options);
  };
}

/** Handles the command, and turns what it rejects with into a status where it is an answer to the client. */
async function perform(
  handle: () => ReturnType<CommandEndpointPorts<never>["handle"]>,
  { expectedVersion }: HandleOptions,
): Promise<CommandResponse> {
  try {
    const { streamPosition } = await handle();
    // Nothing may have followed where nothing was: then there is nothing to have a tag.
    return { status: 200, headers: streamPosition === 0 ? {} : { etag: etagOf(streamPosition) } };
  } catch (error) {
    if (error instanceof CommandRefused) return answer(409);
    if (error instanceof ConcurrencyError) return answer(expectedVersion === undefined ? 409 : 412);
    throw error;
  }
}

const answer = (status: number): CommandResponse => ({ status, headers: {} });

const etagOf = (version: number): string => `"${String(version)}"`;

/** Does a stream that is there have one of these tags? Strongly: a weak tag is equal to none of ours. */
const isMatch = (wanted: "*" | readonly string[], { exists, currentVersion }: StreamSlice): boolean =>
  exists && (wanted === "*" || wanted.includes(etagOf(currentVersion)));

/** An entity tag, or nothing: empty elements of a list are allowed. */
const ELEMENT = /^[ \t]*((?:W\/)?"[\x21\x23-\x7e\x80-\xff]*")?[ \t]*(?:,|$)/;

/** `*`, or the entity tags of a list as they are written; `undefined` where it is neither. */
function parseIfMatch(value: string): "*" | readonly string[] | undefined {
  if (value === "*") return "*";
  const tags: string[] = [];
  let rest = value;
  while (rest !== "") {
    // A comma may be part of a tag, so the list cannot be split at commas.
    const element = ELEMENT.exec(rest);
    if (element === null) return undefined;
    if (element[1] !== undefined) tags.push(element[1]);
    rest = rest.slice(element[0].length);
  }
  return tags;
}
