import type * as exercise from "#exercise/23-load-shedding/1-load-shedder";
import { isNotImplemented } from "#spec";
import { Shed, type Arrival, type Importance, type LoadShedder, type ShedMarks } from "eventlings";

export type Exercise = typeof exercise;
export type AllMarks = Readonly<Record<Importance, ShedMarks>>;

/** From the least important to the most. */
export const IMPORTANCES = ["optional", "normal", "critical"] as const satisfies readonly Importance[];

export const MARKS: AllMarks = {
  critical: { high: 12, low: 8 },
  normal: { high: 9, low: 5 },
  optional: { high: 6, low: 3 },
};

const NAMES: Readonly<Record<Importance, string>> = {
  critical: "POST /checkout",
  normal: "GET /product",
  optional: "GET /also-bought",
};

/** A request of this importance, or an event. */
export const arrivalOf = (kind: Arrival["kind"], importance: Importance): Arrival => ({
  kind,
  importance,
  name:
    kind === "request"
      ? NAMES[importance]
      : { critical: "PaymentReceived", normal: "OrderPlaced", optional: "NewsletterOpened" }[importance],
});

/** Something that arrived at a door, and what became of it. */
export class Visit {
  /** How often its work was begun. */
  begun = 0;
  /** How its call ended, if it has. */
  ended: { readonly value: unknown } | { readonly error: unknown } | undefined;
  readonly arrival: Arrival;
  #settleWork: { resolve(value: unknown): void; reject(error: unknown): void } | undefined;

  constructor(arrival: Arrival) {
    this.arrival = arrival;
  }

  get isIn(): boolean {
    return this.begun > 0;
  }

  get isShed(): boolean {
    return this.ended !== undefined && "error" in this.ended && this.ended.error instanceof Shed;
  }

  /** Its work. */
  readonly work = (): Promise<unknown> => {
    this.begun += 1;
    return new Promise((resolve, reject) => (this.#settleWork = { resolve, reject }));
  };

  /** Its work ends with a value. */
  done(value: unknown = "done"): void {
    this.#settleWork?.resolve(value);
  }

  /** Its work ends with an error. */
  fails(error: unknown): void {
    this.#settleWork?.reject(error);
  }
}

const { nextTick } = process;
/** Runs when no microtask is left. Cheaper than a turn of the event loop, for laws that wait often. */
const still = (): Promise<void> => new Promise((resolve) => queueMicrotask(() => nextTick(resolve)));

/** A door of the shop with a shedder of the learner's. Its work goes on until somebody ends it. */
export class Door {
  readonly shedder: LoadShedder;
  /** Of what the shedder did besides deciding. */
  readonly published: string[] = [];
  asked = 0;
  #random = 1;
  #pending = 0;
  #todo: Error | undefined;

  constructor(exercise: Exercise, marks: AllMarks = MARKS) {
    this.shedder = exercise.createLoadShedder({
      marks,
      monitoring: {
        pending: async () => {
          this.asked += 1;
          return this.#pending;
        },
      },
      deadLetters: { publish: async ({ name }) => void this.published.push(name) },
      random: {
        next: () => {
          this.#random = (this.#random * 16_807) % 2_147_483_647;
          return this.#random / 2_147_483_647;
        },
      },
    });
  }

  /** Something arrives; nobody waits yet for what becomes of it. */
  send(kind: Arrival["kind"], importance: Importance, work?: () => Promise<unknown>): Visit {
    const visit = new Visit(arrivalOf(kind, importance));
    const run = async (): Promise<unknown> =>
      this.shedder.run(visit.arrival, () => {
        this.#pending += 1;
        return (work ?? visit.work)();
      });
    void run()
      .then(
        (value) => (visit.ended = { value }),
        (error: unknown) => {
          visit.ended = { error };
          if (isNotImplemented(error)) this.#todo = error;
        },
      )
      .then(() => {
        if (visit.isIn) this.#pending -= 1;
      });
    return visit;
  }

  /** Something arrives, and gets as far as it can. */
  async arrives(kind: Arrival["kind"], importance: Importance): Promise<Visit> {
    const visit = this.send(kind, importance);
    await this.settles();
    return visit;
  }

  /** So many arrive, one after the other. Gives those that were let in. */
  async fill(count: number, importance: Importance): Promise<Visit[]> {
    const visits: Visit[] = [];
    for (let each = 1; each <= count; each += 1) visits.push(await this.arrives("request", importance));
    return visits.filter(({ isIn, isShed }) => isIn && !isShed);
  }

  /** The oldest so many of these end. */
  async empty(visits: Visit[], count: number): Promise<void> {
    for (const visit of visits.splice(0, count)) {
      visit.done();
      await this.settles();
    }
  }

  /** Everything goes as far as it can. */
  async settles(): Promise<void> {
    await still();
    if (this.#todo !== undefined) throw this.#todo;
  }
}

/** What is to happen, from the marks and nothing else. */
export class Model {
  readonly #marks: AllMarks;
  readonly #refused = new Set<Importance>();
  pending = 0;

  constructor(marks: AllMarks) {
    this.#marks = marks;
  }

  /** Is it to be let in? */
  letsIn({ kind, importance }: Arrival): boolean {
    return kind === "event" || !this.#refused.has(importance);
  }

  counts(by: 1 | -1): void {
    this.pending += by;
    for (const importance of IMPORTANCES) {
      const { high, low } = this.#marks[importance];
      if (this.pending >= high) this.#refused.add(importance);
      if (this.pending < low) this.#refused.delete(importance);
    }
  }

  /** Why this arrival is let in, or not. */
  because({ kind, importance }: Arrival): string {
    const { high, low } = this.#marks[importance];
    if (kind === "event") return "an event is a fact, and always comes in";
    return this.#refused.has(importance)
      ? `${String(this.pending)} are pending, and since there were ${String(high)} there have never been less than ${String(low)}`
      : `${String(this.pending)} are pending, and since there were less than ${String(low)} there have never been ${String(high)}`;
  }
}
