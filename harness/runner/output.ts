import { Writable } from "node:stream";

/**
 * Sends whatever learner code prints over the judge's own channel, at once and in order, so that
 * nothing is lost when the process is ended, and the two real streams carry only what Node itself
 * says when it dies.
 */
export function redirectOutput(send: (text: string) => void): void {
  for (const name of ["stdout", "stderr"] as const) {
    const stream = new Writable({
      decodeStrings: false,
      write(chunk: Buffer | string, _encoding, done) {
        send(String(chunk));
        done();
      },
    });
    Object.defineProperty(process, name, { configurable: true, value: stream });
  }
}
