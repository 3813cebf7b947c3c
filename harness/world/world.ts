import { Caller } from "./caller.ts";
import type { Bench } from "./lab.ts";
import { idsFor, randomFor, WorldClock } from "./ports/clock.ts";
import { WorldDatabase, type DatabaseOptions } from "./ports/database/database.ts";
import { WorldEventStore } from "./ports/event-store/event-store.ts";
import { WorldKeyValue } from "./ports/key-value.ts";
import { WorldLog, type LogOptions } from "./ports/log-broker.ts";
import { WorldQueues, type QueuesOptions } from "./ports/queue.ts";
import { WorldService, type ServiceOptions } from "./ports/remote-service.ts";
import { WorldShared } from "./ports/shared.ts";
import type { Site } from "./resource.ts";
import type { Actor, ProcessResult } from "./run/actor.ts";
import type { Run } from "./run/run.ts";

/** One life of a process, for the function that starts it. */
export interface Me<E> extends Caller {
  /** The learner's module, evaluated for this life: nothing in it was ever used before. */
  readonly exercise: E;
}

/** How a process behaves. */
export interface ProcessOptions {
  /** Does it start again after a crash? Default: yes. A customer's request does not. */
  readonly restarts?: boolean;
  /** May it end with an error? Default: no, that breaks the rule. */
  readonly mayFail?: boolean;
}

/** A process of a world, for the promise to look at. */
export class WorldProcess {
  readonly #actor: Actor;

  constructor(actor: Actor) {
    this.#actor = actor;
  }

  get name(): string {
    return this.#actor.name;
  }

  /** Where it stands: running, done with a value, failed with an error, or dead for good. */
  get result(): ProcessResult {
    return this.#actor.result;
  }

  /** How often it was started. */
  get lives(): number {
    return this.#actor.lives;
  }
}

/** A simulated world for one run: processes, and what they share. Every schedule gets a new one. */
export class World<E = unknown> {
  readonly #run: Run;
  readonly #bench: Bench;
  /** Virtual time. */
  readonly clock: WorldClock;
  /** Ids that no two lives of a process share. */
  readonly ids = { for: idsFor };
  /** Random numbers that are the same in every run. */
  readonly random = { for: randomFor };

  constructor(run: Run, bench: Bench) {
    this.#run = run;
    this.#bench = bench;
    this.clock = new WorldClock(run);
  }

  /** Adds a process. `start` is what it runs, at first and again after every crash. */
  process(name: string, start: (me: Me<E>) => Promise<unknown>, options: ProcessOptions = {}): WorldProcess {
    const actor = this.#run.actor(name, {
      ...options,
      start: (incarnation) =>
        start(Object.assign(new Caller(this.#run, incarnation), { exercise: this.#bench.module() as E })),
    });
    return new WorldProcess(actor);
  }

  /** Adds a database with these tables. */
  database<Tables extends object>(name: string, options: DatabaseOptions<Tables>): WorldDatabase<Tables> {
    return new WorldDatabase<Tables>(this.#site(name), options);
  }

  /** Adds a broker of queues. */
  queues(name: string, options?: QueuesOptions): WorldQueues {
    return new WorldQueues(this.#site(name), options);
  }

  /** Adds a partitioned log. */
  log<Value = unknown>(name: string, options?: LogOptions): WorldLog<Value> {
    return new WorldLog<Value>(this.#site(name), options);
  }

  /** Adds a service of someone else. */
  service<Request, Response>(
    name: string,
    options: ServiceOptions<Request, Response>,
  ): WorldService<Request, Response> {
    return new WorldService(this.#site(name), options);
  }

  /** Adds an event store. */
  eventStore(name: string): WorldEventStore {
    return new WorldEventStore(this.#site(name), () => this.clock.now());
  }

  /** Adds a key-value store. */
  keyValue(name: string): WorldKeyValue {
    return new WorldKeyValue(this.#site(name));
  }

  /** Adds something shared that the rule itself keeps. */
  shared(name: string): WorldShared {
    return new WorldShared(this.#site(name));
  }

  #site(name: string): Site {
    this.#run.recorder?.lane(name, "resource");
    return { run: this.#run, footprints: this.#bench.footprints, name };
  }
}
