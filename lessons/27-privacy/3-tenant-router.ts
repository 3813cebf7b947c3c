import { NotImplemented, type TenantRouter, type TenantRouterPorts } from "eventlings";

/**
 * Keeps the tenants of a platform apart: many online shops in one log, one database and one set of workers.
 *
 * `TenantRouter` (open its definition) says what the three methods take and give, and `TenantLog` what the log can do.
 * Which partition a key goes to is your choice: the same for every process and for ever, and such that many keys fill
 * all partitions about evenly.
 *
 * `work` runs in several processes at a time, and a process can die at any moment. What the handler does, it does in
 * the database, in the transaction that you give it. If an event fails, you choose whether those before it in the same
 * round stay handled. Those after it, in this partition of this tenant, have to wait.
 */
export function createTenantRouter(ports: TenantRouterPorts): TenantRouter {
  void ports;

  return {
    async publish(_session, _event) {
      // TODO: into a partition of whoever is asking; a key always into the same one.
      throw new NotImplemented("publish");
    },

    async read(_session, _key) {
      // TODO: without ever asking for what belongs to others.
      throw new NotImplemented("read");
    },

    async work(_partitions) {
      // TODO: something of everybody, nothing twice, and each tenant's trouble stays its own.
      throw new NotImplemented("work");
    },
  };
}
