import type { Site } from "../../resource.ts";
import type { Answer, Operation, OperationFault } from "../../run/operation.ts";
import { sayError } from "../words.ts";
import { lostStatements } from "./lost.ts";
import { WAITS, type Sent } from "./sent.ts";

/** What the database does about a statement. */
interface Doing {
  readonly perform: () => unknown;
  readonly canBeginToWait: () => boolean;
  readonly end: () => void;
}

/**
 * The step that a statement is. A class, because hundreds of thousands are made each second: getters
 * and functions of a prototype cost nothing to make.
 */
export class StatementStep implements Operation {
  readonly lane: string;
  readonly direction = "call";
  readonly reads: number;
  readonly writes: number;
  readonly #sent: Sent;
  readonly #site: Site;
  readonly #isLoneWrite: boolean;
  readonly #doing: Doing;
  /** Had it begun to wait before this step was offered? */
  readonly #waited: boolean;

  constructor(sent: Sent, site: Site, bits: Pick<Operation, "reads" | "writes">, isLoneWrite: boolean, doing: Doing) {
    this.lane = site.name;
    this.reads = bits.reads;
    this.writes = bits.writes;
    this.#sent = sent;
    this.#site = site;
    this.#isLoneWrite = isLoneWrite;
    this.#doing = doing;
    this.#waited = sent.found !== undefined;
  }

  /** Who only begins to wait leaves nothing behind, and can be lost later as well. */
  get durable(): boolean {
    return this.#isLoneWrite && this.#sent.hindrance !== "lock";
  }

  get faults(): readonly OperationFault[] {
    if (this.#sent.hindrance === "lock") return [];
    const { perform, end } = this.#doing;
    return lostStatements(this.#site, this.#isLoneWrite, perform, end);
  }

  ready(): boolean {
    const sent = this.#sent;
    return sent.isNext && (sent.hindrance !== "lock" || this.#doing.canBeginToWait());
  }

  perform(): unknown {
    return this.#doing.perform();
  }

  what(): string {
    const { statement, found } = this.#sent;
    if (this.#waited) return `go on to ${statement.what()}`;
    return found === undefined ? statement.what() : `wait to ${statement.what()}`;
  }

  outcome(answer: Answer): string | undefined {
    if (!answer.ok) return `fails with ${sayError(answer.error)}`;
    return answer.value === WAITS ? undefined : this.#sent.statement.outcome(answer.value);
  }
}
