/** The console while schedules are tried. */
export interface QuietConsole {
  /** From now on, it prints. */
  speak(): void;
  /** Puts the real one back. Safe to call twice. */
  restore(): void;
}

/**
 * Silences `console` until it is told to speak.
 *
 * @param aside runs what prints: it may use time and ticks of its own, which nobody should take for the learner's
 */
export function mute(aside: (print: () => void) => void): QuietConsole {
  const kept = Object.entries(Object.getOwnPropertyDescriptors(console)).filter(
    ([, { value, configurable }]) => typeof value === "function" && configurable === true,
  );
  const replace = (call: (real: (...values: unknown[]) => void) => (...values: unknown[]) => void): void => {
    for (const [name, descriptor] of kept)
      Object.defineProperty(console, name, {
        ...descriptor,
        value: call(descriptor.value as (...values: unknown[]) => void),
      });
  };
  replace(() => () => undefined);
  return {
    speak() {
      replace(
        (real) =>
          (...values) =>
            aside(() => Reflect.apply(real, console, values)),
      );
    },
    restore() {
      for (const [name, descriptor] of kept) Object.defineProperty(console, name, descriptor);
    },
  };
}
