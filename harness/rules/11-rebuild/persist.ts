/** Makes a call, and makes it again where it was refused: somebody else was faster, or a connection broke. */
export async function persist<T>(call: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1)
    try {
      return await call();
    } catch (error) {
      if (attempt === 5) throw error;
    }
}

/** Where there is only one process, there is only one schedule, unless it does several things at once. */
export const FEW = { budget: 1_000, draws: 5 };

/** All of them, for code that does one thing after the other; for others as many as there is time for. */
export const MANY = { budget: 25_000, draws: 100 };
