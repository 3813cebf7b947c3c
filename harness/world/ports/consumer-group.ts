import { BrokerError, type PartitionOffset } from "../../../src/kit/index.ts";

/** A consumer that has joined a group. */
export interface Member {
  /** The next offset to read of each partition that it has. */
  readonly positions: Map<number, number>;
  /** It is handling a record. */
  isBusy: boolean;
}

/** Members that share the partitions of a log, and what they have committed. */
export class ConsumerGroup {
  readonly committed: number[];
  readonly #members: Member[] = [];

  constructor(partitions: number) {
    this.committed = Array.from({ length: partitions }, () => 0);
  }

  join(): Member {
    const member: Member = { positions: new Map(), isBusy: false };
    this.#members.push(member);
    this.#assign();
    return member;
  }

  leave(member: Member): void {
    const at = this.#members.indexOf(member);
    if (at === -1) return;
    this.#members.splice(at, 1);
    member.positions.clear();
    this.#assign();
  }

  /** Hands the partitions out anew: everyone gets other ones, where there are any. */
  rebalance(): void {
    const [first] = this.#members.splice(0, 1);
    if (first !== undefined) this.#members.push(first);
    this.#assign();
  }

  /** @throws BrokerError where the member no longer has a partition */
  commit(member: Member | undefined, offsets: readonly PartitionOffset[]): void {
    for (const { partition } of offsets)
      if (member === undefined || !member.positions.has(partition))
        throw new BrokerError(
          "REBALANCED",
          `Partition ${String(partition)} belongs to another member of the group by now.`,
        );
    for (const { partition, offset } of offsets) this.committed[partition] = Number(offset);
  }

  /** Partition by partition, in turns. Who keeps one keeps its place; a new owner starts at what is committed. */
  #assign(): void {
    const before = this.#members.map((member) => new Map(member.positions));
    for (const member of this.#members) member.positions.clear();
    this.committed.forEach((committed, partition) => {
      const at = partition % Math.max(1, this.#members.length);
      this.#members[at]?.positions.set(partition, before[at]?.get(partition) ?? committed);
    });
  }
}
