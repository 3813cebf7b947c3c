/** Silences `console` and says how to let it speak again. Safe to restore twice. */
export function mute(): { restore(): void } {
  const kept = Object.entries(Object.getOwnPropertyDescriptors(console)).filter(
    ([, { value }]) => typeof value === "function",
  );
  for (const [name, descriptor] of kept) {
    if (descriptor.configurable === true)
      Object.defineProperty(console, name, { ...descriptor, value: () => undefined });
  }
  return {
    restore() {
      for (const [name, descriptor] of kept) if (descriptor.configurable === true) Object.defineProperty(console, name, descriptor);
    },
  };
}
