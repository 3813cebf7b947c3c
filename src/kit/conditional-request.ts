import type { StreamCommandHandler } from "./command-handling.ts";
import type { EventStoreClient } from "./event-store-client.ts";

/** A command that came by HTTP, with the header fields that may make it conditional. */
export interface CommandRequest<Command> {
  readonly streamId: string;
  readonly command: Command;
  readonly headers: {
    /** As RFC 9110, 13.1.1 has it: `*`, or a list of entity tags such as `"3", W/"4"`. The server has trimmed it. */
    readonly "if-match"?: string;
    /** Only ever `*`: it asks that there is nothing yet. Any other value is for those who read. */
    readonly "if-none-match"?: string;
  };
}

/** The part of an HTTP answer that this is about. */
export interface CommandResponse {
  readonly status: number;
  readonly headers: {
    /** The entity tag of what is there now. Only a success has to say it. */
    readonly etag?: string;
  };
}

/** What an endpoint for commands works with. */
export interface CommandEndpointPorts<Command> {
  /** For a look at where a stream stands, which needs none of its events (`{ limit: 0 }`). To change it is the handler's work. */
  readonly store: Pick<EventStoreClient, "read">;
  /** The handler of the exercise before: it decides, appends, and tries again as far as it may. */
  readonly handle: StreamCommandHandler<Command>;
  /** Must every command come with one of the two header fields? */
  readonly precondition: "required" | "optional";
}

/**
 * Answers one command. Requests may be under way at the same time, also in one process.
 *
 * - 200, 201 or 204, whichever you like: it was handled. The ETag is the version to which the
 *   command has led, as a strong entity tag, `"7"`; none where there is no stream still.
 * - 400: `If-Match` is neither `*` nor a list of entity tags (RFC 9110, 8.8.3 and 5.6.1: an entity tag is
 *   `"…"` or `W/"…"` with nothing between the quotes but visible characters of ASCII other than the quote,
 *   and whatever lies beyond ASCII, such as `é`; commas separate them, with spaces or tabs around, and
 *   empty elements are ignored). This comes before any look at the stream, and before a 412. What you do
 *   about a list without any element is up to you.
 * - 409: the business refuses (`CommandRefused`). Or the handler found a conflict although the client
 *   had named no version.
 * - 412: a header field asks for what is not so, now or when it comes to the append. Where both are
 *   there, both must hold.
 * - 428: the policy requires one of the two, and there is none.
 *
 * Whatever else the ports reject with, it rejects with: the server makes a 500 of it.
 */
export type CommandEndpoint<Command> = (request: CommandRequest<Command>) => Promise<CommandResponse>;
