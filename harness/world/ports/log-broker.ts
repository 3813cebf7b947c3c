import {
  BrokerError,
  type LogBroker,
  type LogConsumer,
  type LogRecord,
  type NewRecord,
  type PartitionOffset,
} from "../../../src/kit/index.ts";
import type { Caller } from "../caller.ts";
import { copy } from "../copy.ts";
import type { Site } from "../resource.ts";
import type { Operation, OperationFault } from "../run/operation.ts";
import { ConsumerGroup, type Member } from "./consumer-group.ts";
import { lostCalls } from "./key-value.ts";
import { sayError } from "./words.ts";

/** What a log is like. */
export interface LogOptions {
  /** Default: 1. */
  readonly partitions?: number;
  /** Which partition a key goes to. Default: by the sum of its letters. */
  readonly partitionFor?: (key: string, partitions: number) => number;
}

/** A partitioned log: records stay, groups have their own places in it, members share the partitions. */
export class WorldLog<Value = unknown> {
  readonly #site: Site;
  readonly #partitions: LogRecord<Value>[][];
  readonly #partitionFor: (key: string, partitions: number) => number;
  readonly #groups = new Map<string, ConsumerGroup>();
  #withoutKey = 0;

  constructor(site: Site, { partitions = 1, partitionFor = sumOfLetters }: LogOptions = {}) {
    this.#site = site;
    this.#partitions = Array.from({ length: partitions }, () => []);
    this.#partitionFor = partitionFor;
  }

  /** Puts records there before the run begins. */
  fill(records: readonly NewRecord<Value>[]): this {
    for (const record of records) this.#append(record);
    return this;
  }

  /** The records of a partition, in order, duplicates included: for promises. */
  records(partition = 0): readonly LogRecord<Value>[] {
    return copy(this.#partitions[partition] ?? []);
  }

  /** What a group has committed for a partition: the offset of the record that it reads next. */
  committed(group: string, partition = 0): number {
    return this.#group(group).committed[partition] ?? 0;
  }

  for(caller: Caller): LogBroker<Value> {
    return {
      send: (records) => this.#send(caller, copy(records)),
      consumer: (group, { autoCommit = false } = {}) => this.#consumer(caller, group, autoCommit),
    };
  }

  #send(caller: Caller, records: readonly NewRecord<Value>[]): Promise<readonly PartitionOffset[]> {
    const { faults } = this.#site.run.limits;
    const perform = (): readonly PartitionOffset[] => records.map((record) => this.#append(record));
    const twice: OperationFault = {
      kind: "duplicates",
      text: "stored twice: the client library sent it again",
      perform: () => (perform(), perform()),
    };
    const lost = (): Error => new BrokerError("CONNECTION", "The connection was lost before the log confirmed.");
    return this.#ask(caller, {
      writes: this.#bit(),
      durable: true,
      faults: [
        ...(faults.timeouts === undefined ? [] : lostCalls(true, perform, lost)),
        ...(faults.duplicates === undefined ? [] : [twice]),
      ],
      perform,
      what: () => `append ${records.map(({ key }) => key ?? "a record").join(", ")}`,
      outcome: (answer) =>
        answer.ok ? sayPlaces(answer.value as readonly PartitionOffset[]) : `fails with ${sayError(answer.error)}`,
    });
  }

  #consumer(caller: Caller, name: string, autoCommit: boolean): LogConsumer<Value> {
    const group = this.#group(name);
    const bits = this.#bit(name);
    let member: Member | undefined;
    const perform = (offsets: readonly PartitionOffset[]): void => group.commit(member, offsets);
    const commit = (offsets: readonly PartitionOffset[]): Promise<void> =>
      this.#ask(caller, {
        writes: bits,
        durable: true,
        faults: this.#faultsOfCommit(() => perform(offsets), group),
        perform: () => perform(offsets),
        what: () => `commit ${sayPlaces(offsets)}`,
      });
    return {
      commit: (offsets) => commit(copy(offsets)),
      run: (eachRecord) =>
        this.#ask(caller, {
          writes: bits,
          durable: false,
          what: () => `join the group ${name}`,
          perform: () => {
            const joined: Member = group.join();
            member = joined;
            caller.hold({ mask: () => bits, release: () => group.leave(joined) });
            const handle = async (record: LogRecord<Value>): Promise<void> => {
              joined.isBusy = true;
              try {
                await eachRecord(record);
              } catch {
                // The library reads it again from where it stands: a record that always fails blocks its partition.
                joined.isBusy = false;
                return;
              }
              const next = { partition: record.partition, offset: String(BigInt(record.offset) + 1n) };
              if (joined.positions.get(record.partition) === Number(record.offset))
                joined.positions.set(record.partition, Number(next.offset));
              // What cannot be committed any more is someone else's by now.
              if (autoCommit) await commit([next]).catch(() => undefined);
              joined.isBusy = false;
            };
            this.#deliver(caller, joined, handle, this.#bit() | bits);
          },
        }),
      leave: () =>
        this.#ask(caller, {
          writes: bits,
          durable: false,
          perform: () => {
            if (member !== undefined) group.leave(member);
          },
          what: () => `leave the group ${name}`,
        }),
    };
  }

  /** Offers the next record of each partition for as long as the member has it. */
  #deliver(caller: Caller, member: Member, handle: (record: LogRecord<Value>) => Promise<void>, bits: number): void {
    this.#partitions.forEach((records, partition) => {
      const next = (): LogRecord<Value> | undefined => {
        const position = member.positions.get(partition);
        return position === undefined ? undefined : records[position];
      };
      let last: LogRecord<Value> | undefined;
      caller.offer({
        lane: this.#site.name,
        direction: "delivery",
        reads: bits,
        writes: bits,
        durable: false,
        ready: () => !member.isBusy && next() !== undefined,
        perform: () => {
          last = next();
          if (last !== undefined) void handle(copy(last));
        },
        what: () => {
          const record = last ?? next();
          last = undefined;
          return record === undefined ? `deliver from ${String(partition)}` : `deliver ${sayPlaces([record])}`;
        },
      });
    });
  }

  #faultsOfCommit(perform: () => void, group: ConsumerGroup): readonly OperationFault[] {
    const { faults } = this.#site.run.limits;
    const lost = (): Error => new BrokerError("CONNECTION", "The connection was lost before the commit was confirmed.");
    const rebalance: OperationFault = {
      kind: "rebalances",
      text: "the group was rebalanced just before",
      perform() {
        group.rebalance();
        perform();
      },
    };
    return [
      ...(faults.timeouts === undefined ? [] : lostCalls(true, perform, lost)),
      ...(faults.rebalances === undefined ? [] : [rebalance]),
    ];
  }

  #ask<T>(caller: Caller, operation: Omit<Operation, "lane" | "direction" | "reads">): Promise<T> {
    return caller.ask<T>({ lane: this.#site.name, direction: "call", reads: operation.writes, ...operation });
  }

  #append({ key, value, headers }: NewRecord<Value>): PartitionOffset {
    const count = this.#partitions.length;
    const partition =
      key === undefined || key === null ? (this.#withoutKey += 1) % count : this.#partitionFor(key, count);
    const records = this.#partitions[partition];
    if (records === undefined)
      throw new Error(`There is no partition ${String(partition)}: there are ${String(count)}.`);
    const offset = String(records.length);
    records.push({ partition, offset, key: key ?? null, value: copy(value), headers: { ...headers } });
    return { partition, offset };
  }

  #group(name: string): ConsumerGroup {
    const known = this.#groups.get(name);
    if (known !== undefined) return known;
    const group = new ConsumerGroup(this.#partitions.length);
    this.#groups.set(name, group);
    return group;
  }

  #bit(group?: string): number {
    const { footprints, name } = this.#site;
    return footprints.bit(group === undefined ? name : `${name}, group ${group}`);
  }
}

const sayPlaces = (places: readonly PartitionOffset[]): string =>
  places.map(({ partition, offset }) => `${String(partition)}@${offset}`).join(", ");

function sumOfLetters(key: string, partitions: number): number {
  let sum = 0;
  for (const letter of key) sum += letter.codePointAt(0) ?? 0;
  return sum % partitions;
}
