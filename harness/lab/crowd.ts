import {
  DEPENDENT,
  rateAt,
  troubleOf,
  type LabImportance,
  type LabSettings,
  type LabTrouble,
} from "../../src/judge/lab-settings.ts";
import { arrivals } from "../traffic/arrivals.ts";
import { Random } from "../world/explorer/random.ts";
import { Numbers } from "./numbers.ts";

export const IMPORTANCES: readonly LabImportance[] = ["critical", "normal", "optional"];

/** The longest work of one request, as a multiple of the average. */
const LONGEST = 15;

/**
 * The requests, drawn as time goes on. Both versions get the very same: what differs between them is what
 * they do, and not what came.
 */
export class Crowd {
  readonly #random: Random;
  readonly #work: number;
  readonly #coming: Generator<number, void>;
  readonly trouble: LabTrouble | undefined;
  readonly #settings: LabSettings;
  /** Milliseconds of work, and above those whether it calls the dependency, and its importance. */
  readonly #requests = new Numbers();
  #next: number;

  constructor(settings: LabSettings) {
    this.#settings = settings;
    this.#work = settings.work;
    this.trouble = troubleOf(settings);
    this.#random = new Random(settings.seed);
    const duration = settings.minutes * 60_000;
    this.#coming = arrivals({
      rate: (at) => rateAt(settings, at / 1_000),
      duration,
      random: new Random(settings.seed + 1),
    });
    this.#next = this.#draw();
  }

  /** Requests so far: each is called by its number. */
  get count(): number {
    return this.#requests.length;
  }

  /** Those of this millisecond come. */
  come(now: number): void {
    while (this.#next <= now) {
      // Half of the work is always the same, the other half is soon done for most and long for a few.
      const drawn = this.#work * (0.5 - 0.5 * Math.log(1 - this.#random.next()));
      const work = Math.max(1, Math.min(Math.round(drawn), LONGEST * this.#work));
      const dependent = this.#random.next() < DEPENDENT ? 1 : 0;
      const share = this.#random.next();
      const importance = share < 0.2 ? 0 : share < 0.7 ? 1 : 2;
      this.#requests.push((work << 3) | (dependent << 2) | importance);
      this.#next = this.#draw();
    }
  }

  importanceOf(request: number): number {
    return this.#requests.at(request) & 3;
  }

  callsDependency(request: number): boolean {
    return (this.#requests.at(request) & 4) !== 0;
  }

  /** How long it takes to work on it, if that begins now. */
  takes(request: number, now: number): number {
    const work = this.#requests.at(request) >> 3;
    const { trouble } = this;
    if (trouble === undefined || now < trouble.from * 1_000 || now >= trouble.to * 1_000) return work;
    const { traffic, slow } = this.#settings;
    if (traffic === "slow-dependency") return this.callsDependency(request) ? slow : work;
    // Nothing that begins comes to its end before the standstill does.
    return traffic === "retry-storm" ? work + Math.ceil(trouble.to * 1_000 - now) : work;
  }

  #draw(): number {
    const { value } = this.#coming.next();
    return value ?? Number.POSITIVE_INFINITY;
  }
}
