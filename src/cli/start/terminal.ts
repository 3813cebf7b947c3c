import type { Io } from "../io.ts";
import { openKeyboard, type Key } from "../keys.ts";
import { openScreen } from "../screen.ts";
import type { Person } from "./person.ts";

/** Exit codes as a shell gives them. Leaving through `process.exit` puts the terminal back in order. */
const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** The person at this process's terminal. */
export function atTerminal(io: Io): Person {
  const screen = openScreen(io, (text) => void process.stdout.write(text));
  let render = (): string => "";
  const waiting: Key[] = [];
  let hear: ((key: Key) => void) | undefined;
  const keyboard = openKeyboard(process.stdin, (key) => {
    if (hear === undefined) waiting.push(key);
    else hear(key);
  });
  const redraw = (): void => screen.show(render());
  const leaving = Object.entries(SIGNALS).map(([signal, code]) => [signal, () => process.exit(code)] as const);
  const arrive = (): void => {
    process.stdout.on("resize", redraw);
    for (const [signal, leave] of leaving) process.on(signal, leave);
  };
  const depart = (): void => {
    process.stdout.off("resize", redraw);
    for (const [signal, leave] of leaving) process.off(signal, leave);
  };
  arrive();
  return {
    press(shown) {
      render = shown;
      redraw();
      const [early] = waiting.splice(0, 1);
      if (early !== undefined) return Promise.resolve(early);
      return new Promise((resolve) => {
        hear = (key) => {
          hear = undefined;
          resolve(key);
        };
      });
    },
    async lend(work) {
      keyboard.pause();
      screen.leave();
      depart();
      try {
        return await work();
      } finally {
        arrive();
        keyboard.resume();
      }
    },
    leave() {
      depart();
      keyboard.close();
      screen.close();
    },
  };
}
