// @style Vegas as a class: it estimates the queue from the fastest answer, once a window, and moves by the logarithm.
import type { AdaptiveLimit, AdaptiveLimitPorts, CallOutcome, Place } from "eventlings";

interface Sample {
  readonly begun: number;
  readonly latency: number;
  readonly dropped: boolean;
}

class Vegas implements AdaptiveLimit {
  readonly #ports: AdaptiveLimitPorts;
  readonly #running = new Set<Place>();
  #estimate: number;
  #fastest = Infinity;
  #window: Sample[] = [];
  #most = 0;
  #windowEnds = -Infinity;
  #cutAt = -Infinity;

  constructor(ports: AdaptiveLimitPorts) {
    this.#ports = ports;
    this.#estimate = ports.options.initial;
  }

  get limit(): number {
    return Math.floor(this.#estimate);
  }

  acquire(): Place | undefined {
    if (this.#running.size >= this.limit) return undefined;
    const begun = this.#ports.clock.elapsed();
    const place: Place = {
      release: (outcome) => {
        if (this.#running.delete(place)) this.#ended(begun, outcome);
      },
    };
    this.#running.add(place);
    this.#most = Math.max(this.#most, this.#running.size);
    return place;
  }

  #ended(begun: number, outcome: CallOutcome): void {
    if (outcome === "ignored") return;
    const now = this.#ports.clock.elapsed();
    // What began before the last cut was slowed down by the limit of then.
    if (begun < this.#cutAt) return;
    const dropped = outcome === "overloaded";
    if (!dropped) this.#fastest = Math.min(this.#fastest, Math.max(1, now - begun));
    this.#window.push({ begun, latency: now - begun, dropped });
    if (now < this.#windowEnds) return;
    this.#adjust(now);
    this.#windowEnds = now + this.#ports.options.window;
    this.#window = [];
    this.#most = this.#running.size;
  }

  #adjust(now: number): void {
    const { min, max, slowAfter } = this.#ports.options;
    const before = this.#estimate;
    const step = Math.max(1, Math.log10(before));
    const worst = Math.max(...this.#window.map(({ latency }) => latency));
    const queue = before * (1 - Math.min(this.#fastest, worst) / Math.max(1, worst));
    const isBad = worst > slowAfter || this.#window.some(({ dropped }) => dropped);
    if (isBad || queue > 6 * step) {
      this.#estimate = Math.max(min, Math.min(Math.floor(before) - 1, before * 0.9));
      if (this.#estimate < before) this.#cutAt = now;
    } else if (queue < 3 * step && this.#most >= Math.floor(before)) this.#estimate = Math.min(max, before + step);
  }
}

export const createAdaptiveLimit = (ports: AdaptiveLimitPorts): AdaptiveLimit => new Vegas(ports);
