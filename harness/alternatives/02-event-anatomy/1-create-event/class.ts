// @style A class whose method is handed out; freezing walks a list of what is still to do instead of calling itself.
import type { Cause, Clock, CreatedEvent, EventContext, EventFactory, EventOrigin, Ids } from "eventlings";

class Factory {
  readonly #clock: Clock;
  readonly #ids: Ids;

  constructor(clock: Clock, ids: Ids) {
    this.#clock = clock;
    this.#ids = ids;
  }

  create<Type extends string, Data>(type: Type, data: Data, context: EventContext = {}): CreatedEvent<Type, Data> {
    const id = this.#ids.next();
    const event = { id, type, data: structuredClone(data), metadata: this.#origin(id, context) };
    freezeEverything(event);
    return event;
  }

  #origin(id: string, { causedBy, schemaVersion, occurredAt }: EventContext): EventOrigin {
    const shared = {
      schemaVersion: schemaVersion ?? 1,
      occurredAt: (occurredAt ?? this.#clock.now()).toISOString(),
    };
    return causedBy ? { ...shared, ...this.#answerTo(causedBy) } : { ...shared, correlationId: id };
  }

  #answerTo(cause: Cause): { correlationId: string; causationId: string } {
    return { correlationId: cause.metadata?.correlationId ?? cause.id, causationId: cause.id };
  }
}

function freezeEverything(root: object): void {
  const open: object[] = [root];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    Object.freeze(next);
    for (const value of Object.values(next)) {
      if (typeof value === "object" && value !== null && !Object.isFrozen(value)) open.push(value);
    }
  }
}

export function createEventFactory(ports: { readonly clock: Clock; readonly ids: Ids }): EventFactory {
  const factory = new Factory(ports.clock, ports.ids);
  return (type, data, context) => factory.create(type, data, context);
}
