/** A record, where the log keeps it. */
export interface PulledRecord<Value = unknown> {
  /** Its place: 0, 1, 2 … */
  readonly offset: number;
  readonly value: Value;
}

/** One partition of a log, read by whoever asks for more. It gives each record once, from the committed place on. */
export interface PullSource<Value = unknown> {
  /**
   * The next records, in order: as many as there are, `max` at most. It resolves as soon as there is one, and
   * after a second with none. While paused there is none, whatever is in the log; where it is resumed
   * meanwhile, a poll that is under way gives records.
   *
   * It is also the sign of life: whoever has not polled for five minutes is taken for dead, and loses the
   * partition. One poll at a time.
   *
   * @param max a whole number, 1 or more
   */
  poll(max: number): Promise<readonly PulledRecord<Value>[]>;
  /** From now on, polls give nothing. They still are a sign of life. */
  pause(): void;
  /** From now on, polls give records again. */
  resume(): void;
  /** Stores where to go on after a restart: the offset of the *next* record to process. */
  commit(next: number): Promise<void>;
  /** What was committed last: 0 where nothing was. */
  committed(): Promise<number>;
  /** The end of the log, as it is now: the offset that the next record to be written will have. */
  end(): Promise<number>;
}

/** When to stop fetching, and when to go on. */
export interface Watermarks {
  /** Most records that are buffered: fetched and not processed to the end, the one under way among them. */
  readonly high: number;
  /** A paused consumer goes on when only so many are buffered: 0 or more, and less than `high`. */
  readonly low: number;
}

/** What a pull consumer is made with. */
export interface PullConsumerPorts<Value = unknown> {
  readonly source: PullSource<Value>;
  /** Does the work of a record. It may take minutes, and it may fail. */
  readonly process: (record: PulledRecord<Value>) => Promise<void>;
  readonly watermarks: Watermarks;
}

/** Reads a partition no faster than it can work, and says how far behind it is. */
export interface PullConsumer {
  /**
   * Fetches and processes, for ever. Called once.
   *
   * @throws whatever `process` or the source threw, as soon as it does. Nothing is fetched, processed or
   *   committed from then on: whoever started it starts it anew, from the committed place.
   */
  run(): Promise<void>;
  /**
   * How many records of the log are not processed to the end, at this moment: fetched or not. A record whose
   * commit is under way may count or not, and so may what is written or processed while it asks. Never less
   * than 0. It can be asked at any time, also before `run`.
   */
  lag(): Promise<number>;
}
