// @style A class with one async loop for all who wait, which sleeps in steps and looks at the clock.
import type { PermitRequest, RunningTimer, TokenBucket, TokenBucketPorts } from "eventlings";

type State = "waits" | "granted" | "cancelled";

class Request implements PermitRequest {
  state: State = "waits";
  readonly granted: Promise<boolean>;
  #tell: (granted: boolean) => void = () => undefined;
  readonly #whenCancelled: () => void;

  constructor(whenCancelled: () => void) {
    this.granted = new Promise((resolve) => (this.#tell = resolve));
    this.#whenCancelled = whenCancelled;
  }

  grant(): void {
    this.state = "granted";
    this.#tell(true);
  }

  cancel(): void {
    if (this.state !== "waits") return;
    this.state = "cancelled";
    this.#tell(false);
    this.#whenCancelled();
  }
}

class Bucket implements TokenBucket {
  readonly #ports: TokenBucketPorts;
  /** Thousandths of permits, times milliseconds: no fractions where the rate has none. */
  #content: number;
  #seen: number;
  #line: Request[] = [];
  #nap: { readonly timer: RunningTimer; readonly wake: () => void } | undefined;

  constructor(ports: TokenBucketPorts) {
    this.#ports = ports;
    this.#content = ports.options.burst * 1_000;
    this.#seen = ports.clock.elapsed();
  }

  tryTake(): boolean {
    return !this.#line.some(({ state }) => state === "waits") && this.#draw();
  }

  take(): PermitRequest {
    const request = new Request(() => {
      if (!this.#line.some(({ state }) => state === "waits")) this.#nap?.wake();
    });
    const isFirst = this.#line.length === 0;
    this.#line.push(request);
    if (isFirst) void this.#serve();
    return request;
  }

  #draw(): boolean {
    const now = this.#ports.clock.elapsed();
    const { burst, perSecond } = this.#ports.options;
    this.#content = Math.min(burst * 1_000, this.#content + (now - this.#seen) * perSecond);
    this.#seen = now;
    if (this.#content < 1_000 - 1e-6) return false;
    this.#content -= 1_000;
    return true;
  }

  async #serve(): Promise<void> {
    while (this.#line.length > 0) {
      const first = this.#line[0];
      if (first?.state !== "waits") this.#line.shift();
      else if (this.#draw()) first.grant();
      else await this.#sleep((1_000 - this.#content) / this.#ports.options.perSecond);
    }
  }

  #sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.#ports.timers.start(milliseconds, resolve);
      this.#nap = {
        timer,
        wake() {
          timer.cancel();
          resolve();
        },
      };
    });
  }
}

export const createTokenBucket = (ports: TokenBucketPorts): TokenBucket => new Bucket(ports);
