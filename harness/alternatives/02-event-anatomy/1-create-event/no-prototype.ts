// @style An event without a prototype, with a field more than was asked for; every key is locked, also those that are symbols.
import type { Clock, CreatedEvent, EventContext, Ids } from "eventlings";

const lock = <T>(value: T): T => {
  if (Object(value) !== value) return value;
  for (const key of Reflect.ownKeys(value as object)) lock(Reflect.get(value as object, key));
  return Object.freeze(value);
};

export function createEventFactory(ports: { readonly clock: Clock; readonly ids: Ids }) {
  return function create<Type extends string, Data>(
    type: Type,
    data: Data,
    { causedBy, occurredAt = ports.clock.now(), schemaVersion = 1 }: EventContext = {},
  ): CreatedEvent<Type, Data> {
    const id = ports.ids.next();
    const event: CreatedEvent<Type, Data> = {
      id,
      type,
      data,
      metadata: {
        producer: "orders",
        schemaVersion,
        occurredAt: occurredAt.toISOString(),
        correlationId: causedBy?.metadata?.correlationId ?? causedBy?.id ?? id,
        ...(causedBy === undefined ? {} : { causationId: causedBy.id }),
      },
    };
    return lock(Object.assign(Object.create(null), structuredClone(event)));
  };
}
