import { converse, DEFAULT_LIMITS, JudgeProcess, type Job, type Run } from "../judge/index.ts";

/** Hundreds of answers print into one process, on a machine that is busy with all of them. */
const PATIENT = { output: 64 * 1024 * 1024, silence: 10_000, job: 120_000 };

/** Judges many jobs in few processes, one after the other in each. */
export class JudgePool {
  readonly #root: string;
  readonly #size: number;
  readonly #all = new Set<JudgeProcess>();
  readonly #idle: JudgeProcess[] = [];
  readonly #waiting: ((child: JudgeProcess) => void)[] = [];
  #started = 0;

  /** @param size how many processes at most */
  constructor(root: string, size: number) {
    this.#root = root;
    this.#size = size;
  }

  /** Runs one job in a process that other jobs have used. One that ends its process gets a new one started. */
  async run(job: Job): Promise<Run> {
    const child = await this.#take();
    const run = await converse(child, job);
    if (run.interruption === undefined && !ranOutOfTime(run)) this.#giveBack(child);
    else {
      child.end();
      this.#started -= 1;
      const next = this.#waiting.shift();
      if (next !== undefined) next(this.#start());
    }
    return run;
  }

  /** Runs one job in a process of its own: for answers that never return. */
  async runAlone(job: Job): Promise<Run> {
    const child = new JudgeProcess(this.#root, DEFAULT_LIMITS);
    try {
      return await converse(child, job);
    } finally {
      child.end();
    }
  }

  /** Ends all processes, also those at work: where one proof failed, nobody waits for the others. */
  end(): void {
    for (const child of this.#all) child.end();
  }

  #start(): JudgeProcess {
    this.#started += 1;
    // Hundreds of answers may print: what they print is nobody's concern here.
    const child = new JudgeProcess(this.#root, { ...DEFAULT_LIMITS, ...PATIENT });
    this.#all.add(child);
    void child.ended.then(() => this.#all.delete(child));
    return child;
  }

  async #take(): Promise<JudgeProcess> {
    const idle = this.#idle.pop();
    if (idle !== undefined) return idle;
    if (this.#started < this.#size) return this.#start();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #giveBack(child: JudgeProcess): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#idle.push(child);
    else next(child);
  }
}

/** What ran out of time goes on in the background: its process is of no use to the next job. */
const ranOutOfTime = ({ reports }: Run): boolean =>
  [...reports.values()].some((outcome) => outcome.status === "fail" && outcome.failure.kind === "too-slow");
