// @style A class with a gate for each importance; events that fail go to the dead letters, and their caller hears of it.
import { Shed, type Arrival, type Importance, type LoadShedder, type ShedderPorts, type ShedMarks } from "eventlings";

class Gate {
  readonly #marks: ShedMarks;
  #isOpen = true;

  constructor(marks: ShedMarks) {
    this.#marks = marks;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  look(pending: number): void {
    this.#isOpen = this.#isOpen ? pending < this.#marks.high : pending < this.#marks.low;
  }
}

class Shedder implements LoadShedder {
  readonly #inside = new Set<symbol>();
  readonly #gates: ReadonlyMap<Importance, Gate>;
  readonly #deadLetters: ShedderPorts["deadLetters"];

  constructor({ marks: { critical, normal, optional }, deadLetters }: ShedderPorts) {
    this.#deadLetters = deadLetters;
    this.#gates = new Map([
      ["critical", new Gate(critical)],
      ["normal", new Gate(normal)],
      ["optional", new Gate(optional)],
    ]);
  }

  run<T>(arrival: Arrival, work: () => Promise<T>): Promise<T> {
    if (arrival.kind !== "event" && this.#gates.get(arrival.importance)?.isOpen !== true)
      return Promise.reject(new Shed(arrival));
    const visit = Symbol(arrival.name);
    this.#inside.add(visit);
    this.#look();
    return Promise.resolve()
      .then(work)
      .catch(async (error: unknown) => {
        if (arrival.kind === "event") await this.#deadLetters.publish(arrival);
        throw error;
      })
      .finally(() => {
        this.#inside.delete(visit);
        this.#look();
      });
  }

  #look(): void {
    for (const gate of this.#gates.values()) gate.look(this.#inside.size);
  }
}

export const createLoadShedder = (ports: ShedderPorts): LoadShedder => new Shedder(ports);
