// @style Everything else in the cause's metadata (tenant, user) is handed on as well; events have no prototype.
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
    context: EventContext = {},
  ): CreatedEvent<Type, Data> {
    const { causedBy, occurredAt = ports.clock.now(), schemaVersion = 1 } = context;
    const { causationId: _grandparent, ...inherited } = causedBy?.metadata ?? {};
    const own: CreatedEvent<Type, Data> = {
      id: ports.ids.next(),
      type,
      data,
      metadata: { correlationId: "", ...inherited, schemaVersion, occurredAt: occurredAt.toISOString() },
    };
    const correlationId = inherited.correlationId ?? causedBy?.id ?? own.id;
    const origin = { ...own.metadata, correlationId, ...(causedBy === undefined ? {} : { causationId: causedBy.id }) };
    return lock(Object.assign(Object.create(null), structuredClone({ ...own, metadata: origin })));
  };
}
