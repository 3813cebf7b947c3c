import {
  RETRY_PAUSE,
  type LabFigures,
  type LabImportance,
  type LabSettings,
  type LabTotals,
} from "../../src/judge/lab-settings.ts";
import { IMPORTANCES, type Crowd } from "./crowd.ts";
import { Tally } from "./figures.ts";
import { Numbers } from "./numbers.ts";
import { Service } from "./service.ts";
import { Wheel } from "./wheel.ts";

/** Attempts of one request are told apart by three bits. */
const MOST_ATTEMPTS = 8;

/** What has become of an attempt at the service. */
const SENT = 0;
const HANDED_ON = 1;
const DONE = 2;
const REFUSED = 3;

/** What protects a version: a part of the learner's, or nothing. Each of its functions is optional. */
export interface Protection {
  /** Takes an attempt that reaches the service. Left out: it is handed on. */
  readonly send?: (attempt: number) => void;
  /** Its client does not wait any more. */
  readonly gone?: (attempt: number) => void;
  /** Makes the attempts of a request. Left out: clients retry after each failure until they may not any more. */
  readonly request?: (request: number) => void;
  /** Calls the dependency; gives whether the call was made and has succeeded. */
  readonly dependency?: (attempt: number, takes: number) => Promise<boolean>;
  /** Requests in the memory of the service, where it is not all that it has taken on. */
  readonly held?: () => number;
}

/** How an attempt ended for its client. */
export type AttemptEnd = "answered" | "refused" | "timed out";

/** A part of the learner's did what no answer to its exercise may do. */
export class Fault extends Error {
  override readonly name = "Fault";
}

/** One version of the service with its clients: the naive one, or the one that is protected. */
export class Version {
  readonly #crowd: Crowd;
  readonly #settings: LabSettings;
  readonly #protection: Protection;
  readonly #service: Service;
  readonly #noun: string;
  readonly #timeouts = new Wheel();
  readonly #retries = new Wheel();
  /** Of each attempt: its request and its number, when it was sent (turned round when it is over), and its state. */
  readonly #whose = new Numbers();
  readonly #sentAt = new Numbers();
  readonly #states = new Numbers();
  /** Whoever waits for the end of some work, or of an attempt. */
  readonly #workers = new Map<number, () => void>();
  readonly #callers = new Map<number, (end: AttemptEnd) => void>();
  /** Counts since the last question, and those before. */
  readonly #recent = new Tally();
  readonly #whole = new Tally();
  /** Requests of each importance. */
  readonly #offered = new Numbers();
  readonly #good = new Numbers();
  /** Sent, and neither refused nor worked on to the end. */
  #pending = 0;
  #moment = 0;
  /** What ended it: a fault, or whatever the part threw. */
  failure: { readonly error: unknown } | undefined;

  /**
   * @param noun    what the protection is called in sentences
   * @param protect makes what protects this version; it calls back into it
   */
  constructor(settings: LabSettings, crowd: Crowd, noun: string, protect: (version: Version) => Protection) {
    this.#settings = settings;
    this.#crowd = crowd;
    this.#noun = noun;
    this.#protection = protect(this);
    const { dependency } = this.#protection;
    this.#service = new Service({
      workers: settings.workers,
      now: () => this.#moment,
      takes: (attempt) => crowd.takes(this.requestOf(attempt), this.#moment),
      guarded: (attempt, takes) =>
        dependency !== undefined && crowd.callsDependency(this.requestOf(attempt))
          ? dependency(attempt, takes)
          : undefined,
      done: (attempt) => this.#done(attempt),
      failed: (attempt) => this.#deny(attempt),
    });
  }

  requestOf(attempt: number): number {
    return this.#whose.at(attempt) >> 3;
  }

  importanceOf(attempt: number): LabImportance {
    return IMPORTANCES[this.#crowd.importanceOf(this.requestOf(attempt))] ?? "normal";
  }

  /** A millisecond has come. What it sets going goes on until the next one. */
  tick(now: number): void {
    this.#look();
    this.#moment = now;
    this.#service.tick();
    for (const attempt of this.#timeouts.take(now)) this.#timeOut(attempt);
    for (const again of this.#retries.take(now)) this.#send(again >> 3, again & (MOST_ATTEMPTS - 1));
  }

  /** A customer begins with a request. */
  request(request: number): void {
    this.#offered.add(this.#crowd.importanceOf(request), 1);
    if (this.#protection.request === undefined) this.#send(request, 0);
    else this.#protection.request(request);
  }

  /** Makes one attempt of a request, for a client that decides itself about the next one. */
  attempt(request: number, ended: (end: AttemptEnd) => void): void {
    // Nothing ends in the moment in which it begins.
    this.#callers.set(this.#send(request, 0), ended);
  }

  /** Hands an attempt on to the service. Resolves when it has been worked on. */
  work(attempt: number): Promise<void> {
    if (this.#states.at(attempt) !== SENT)
      return Promise.reject(this.complain("handed the same request on twice, or one that it had refused."));
    this.#states.set(attempt, HANDED_ON);
    return new Promise((resolve) => {
      this.#workers.set(attempt, resolve);
      this.#service.submit(attempt);
    });
  }

  /** The answer goes to whoever asked, if they still wait. */
  answer(attempt: number): void {
    if (this.#states.at(attempt) !== DONE) {
      this.complain("said that a request was done whose work had not come to its end.");
      return;
    }
    const sentAt = this.#sentAt.at(attempt);
    const took = this.#moment - (sentAt < 0 ? ~sentAt : sentAt);
    this.#recent.answered += 1;
    this.#recent.latencies.push(took);
    if (sentAt < 0) return;
    this.#over(attempt);
    const caller = this.#caller(attempt);
    if (caller === undefined) this.succeed(this.requestOf(attempt));
    else caller("answered");
  }

  /**
   * Whoever asked is told no.
   *
   * @param retryAfter milliseconds for which they are asked to stay away
   */
  refuse(attempt: number, retryAfter = 0): void {
    if (this.#states.at(attempt) !== SENT) {
      this.complain("refused a request for which the work had begun.");
      return;
    }
    this.#deny(attempt, retryAfter);
  }

  /** A customer has the answer in time. */
  succeed(request: number): void {
    this.#recent.good += 1;
    this.#good.add(this.#crowd.importanceOf(request), 1);
  }

  /** Notes what the part did wrong; the first thing counts. Returns it, to be thrown. */
  complain(happened: string): Fault {
    const fault = new Fault(`Your ${this.#noun} ${happened}`);
    this.fail(fault);
    return fault;
  }

  /** Something was thrown that is no refusal. */
  fail(error: unknown): void {
    this.failure ??= { error };
  }

  /** What happened since the last question. */
  figures(): LabFigures {
    this.#look();
    const figures = this.#recent.figures();
    this.#whole.add(this.#recent);
    this.#recent.clear();
    return figures;
  }

  /** Of all the time. Ask at the end. */
  totals(): LabTotals {
    this.figures();
    const share = (importance: LabImportance): number => {
      const index = IMPORTANCES.indexOf(importance);
      const offered = this.#offered.at(index);
      return offered === 0 ? 1 : this.#good.at(index) / offered;
    };
    const goodOf = { critical: share("critical"), normal: share("normal"), optional: share("optional") };
    return { ...this.#whole.figures(), goodOf };
  }

  #send(request: number, number: number): number {
    const attempt = this.#whose.length;
    this.#whose.push(request * MOST_ATTEMPTS + number);
    this.#sentAt.push(this.#moment);
    this.#states.push(SENT);
    this.#timeouts.put(this.#moment, this.#settings.timeout, attempt);
    this.#recent.attempts += 1;
    this.#pending += 1;
    if (this.#protection.send === undefined) {
      this.#states.set(attempt, HANDED_ON);
      this.#service.submit(attempt);
    } else this.#protection.send(attempt);
    return attempt;
  }

  #done(attempt: number): void {
    this.#states.set(attempt, DONE);
    this.#pending -= 1;
    const resolve = this.#workers.get(attempt);
    if (resolve === undefined) {
      this.answer(attempt);
      return;
    }
    this.#workers.delete(attempt);
    resolve();
  }

  #deny(attempt: number, retryAfter = 0): void {
    this.#states.set(attempt, REFUSED);
    this.#pending -= 1;
    this.#recent.rejected += 1;
    if (this.#sentAt.at(attempt) < 0) return;
    this.#over(attempt);
    const caller = this.#caller(attempt);
    if (caller === undefined) this.#retry(attempt, retryAfter);
    else caller("refused");
  }

  #timeOut(attempt: number): void {
    if (this.#sentAt.at(attempt) < 0) return;
    this.#over(attempt);
    this.#protection.gone?.(attempt);
    const caller = this.#caller(attempt);
    if (caller === undefined) this.#retry(attempt, 0);
    else caller("timed out");
  }

  /** A client as many are: it tries again until it may not any more. */
  #retry(attempt: number, retryAfter: number): void {
    const whose = this.#whose.at(attempt);
    const number = whose & (MOST_ATTEMPTS - 1);
    if (number >= this.#settings.retries) return;
    this.#retries.put(this.#moment, Math.max(RETRY_PAUSE, retryAfter), whose + 1);
  }

  #over(attempt: number): void {
    this.#sentAt.set(attempt, ~this.#sentAt.at(attempt));
  }

  #caller(attempt: number): ((end: AttemptEnd) => void) | undefined {
    const caller = this.#callers.get(attempt);
    if (caller !== undefined) this.#callers.delete(attempt);
    return caller;
  }

  /** What is there now, before the next millisecond comes. */
  #look(): void {
    const queued = this.#pending - this.#service.busy;
    const held = this.#protection.held?.() ?? this.#pending;
    this.#recent.see(queued, held);
  }
}
