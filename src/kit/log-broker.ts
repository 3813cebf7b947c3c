/** A record as its producer makes it. */
export interface NewRecord<Value = unknown> {
  /** Records with one key go to one partition, and so stay in order. Without a key, any will do. */
  readonly key?: string | null;
  readonly value: Value;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A record where the log keeps it. */
export interface LogRecord<Value = unknown> {
  readonly partition: number;
  /** Its place in the partition: a decimal number, as text, because it can be beyond what a number holds. */
  readonly offset: string;
  readonly key: string | null;
  readonly value: Value;
  readonly headers: Readonly<Record<string, string>>;
}

/** A place in a partition. Committed, it is the offset of the *next* record to read. */
export interface PartitionOffset {
  readonly partition: number;
  readonly offset: string;
}

/** What a member of a group does with each record; one at a time. */
export interface LogConsumer<Value = unknown> {
  /**
   * Joins the group and calls `eachRecord` with the records of the partitions that it is given, from
   * the group's committed offsets on. If that rejects, the record comes again.
   */
  run(eachRecord: (record: LogRecord<Value>) => Promise<void>): Promise<void>;
  /** @throws BrokerError `REBALANCED` where the partition belongs to another member by now */
  commit(offsets: readonly PartitionOffset[]): Promise<void>;
  /** Leaves the group: its partitions go to the other members. */
  leave(): Promise<void>;
}

/** A partitioned log: it keeps what was read, and every group has its own place in it. */
export interface LogBroker<Value = unknown> {
  /** Resolves with the places of the records. If it rejects, they may be in the log or not. */
  send(records: readonly NewRecord<Value>[]): Promise<readonly PartitionOffset[]>;
  /** @param autoCommit commit after each record that was handled? Default: no. */
  consumer(group: string, options?: { readonly autoCommit?: boolean }): LogConsumer<Value>;
}
