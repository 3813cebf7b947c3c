import { NotImplemented, type CommandEndpoint, type CommandEndpointPorts } from "eventlings";

/**
 * Answers commands that come by HTTP, so that a client can say which version it has decided on.
 *
 * There is no server: a request and an answer are values, and header names are lower case.
 * `CommandEndpoint` (open its definition) says which status answers what. The rules of the header
 * fields are those of RFC 9110; the guide has what you need of them.
 *
 * - The entity tag of a stream is its version, and it is strong: `"7"`. A stream that was never written
 *   to has none, not even `"0"`. To see where a stream stands, read none of its history (`{ limit: 0 }`).
 * - `If-Match` compares strongly: a weak tag (`W/"7"`) matches nothing. A tag is opaque text, compared
 *   character by character; one that you never gave out is no mistake of form, and matches nothing.
 * - `If-Match: *` asks only that there is something. It names no version, so what others write
 *   meanwhile is no reason to refuse.
 */
export function createCommandEndpoint<Command>(ports: CommandEndpointPorts<Command>): CommandEndpoint<Command> {
  void ports;

  return async (_request) => {
    // TODO: nothing is done unless what the client asks for holds, also when it comes to the append.
    // TODO: the client can tell from the status what to do next, and has the tag for its next command.
    throw new NotImplemented("the endpoint");
  };
}
