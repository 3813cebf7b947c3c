// @style A class; reads the header character by character, and hands a single tag to the handler without looking first.
import {
  CommandRefused,
  ConcurrencyError,
  type CommandEndpoint,
  type CommandEndpointPorts,
  type CommandRequest,
  type CommandResponse,
} from "eventlings";

class Malformed extends Error {}

class Header {
  readonly tags: string[] = [];

  constructor(text: string) {
    for (let at = 0, open = true; at < text.length;) {
      const character = text.charAt(at);
      if (character === ",") open = true;
      if (character === "," || character === " " || character === "\t") {
        at += 1;
        continue;
      }
      const start = text.startsWith("W/", at) ? at + 2 : at;
      const end = text.indexOf('"', start + 1);
      if (!open || text.charAt(start) !== '"' || end < 0) throw new Malformed();
      if (/[^!-~\x80-\xff]/.test(text.slice(start + 1, end))) throw new Malformed();
      this.tags.push(text.slice(at, end + 1));
      open = false;
      at = end + 1;
    }
  }
}

class Endpoint<Command> {
  readonly #ports: CommandEndpointPorts<Command>;

  constructor(ports: CommandEndpointPorts<Command>) {
    this.#ports = ports;
  }

  async answer({ streamId, command, headers }: CommandRequest<Command>): Promise<CommandResponse> {
    const wanted = headers["if-match"]?.trim();
    const isNew = headers["if-none-match"] !== undefined;
    if (wanted === undefined) {
      if (isNew) return this.#send(streamId, command, 0);
      return this.#ports.precondition === "required" ? { status: 428, headers: {} } : this.#send(streamId, command);
    }
    if (wanted !== "*") {
      let tags: readonly string[];
      try {
        ({ tags } = new Header(wanted));
      } catch {
        return { status: 400, headers: {} };
      }
      const versions = tags.flatMap((tag) => /^"([1-9][0-9]*)"$/.exec(tag)?.[1] ?? []);
      if (isNew || versions.length === 0) return { status: 412, headers: {} };
      const [only, ...others] = versions;
      if (others.length === 0) return this.#send(streamId, command, Number(only));
      const { currentVersion } = await this.#ports.store.read(streamId, { limit: 0 });
      if (!versions.includes(String(currentVersion))) return { status: 412, headers: {} };
      return this.#send(streamId, command, currentVersion);
    }
    const { exists } = await this.#ports.store.read(streamId, { limit: 0 });
    return exists && !isNew ? this.#send(streamId, command) : { status: 412, headers: {} };
  }

  async #send(streamId: string, command: Command, expectedVersion?: number): Promise<CommandResponse> {
    try {
      const options = expectedVersion === undefined ? undefined : { expectedVersion };
      const { streamPosition } = await this.#ports.handle(streamId, command, options);
      return { status: 204, headers: streamPosition === 0 ? {} : { etag: JSON.stringify(String(streamPosition)) } };
    } catch (error) {
      if (error instanceof ConcurrencyError && expectedVersion !== undefined) return { status: 412, headers: {} };
      if (error instanceof ConcurrencyError || error instanceof CommandRefused) return { status: 409, headers: {} };
      throw error;
    }
  }
}

export function createCommandEndpoint<Command>(ports: CommandEndpointPorts<Command>): CommandEndpoint<Command> {
  const endpoint = new Endpoint(ports);
  return (request) => endpoint.answer(request);
}
