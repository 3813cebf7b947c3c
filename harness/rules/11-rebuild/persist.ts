/** What a store or a database says to somebody who may simply try again. */
const REFUSED = ["23505", "40001", "40P01", "08006", "ECONNRESET"];

/** Makes a call, and makes it again where the store or the database refused it. */
export async function persist<T>(call: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1)
    try {
      return await call();
    } catch (error) {
      if (attempt === 5 || !REFUSED.includes(String(Reflect.get(Object(error), "code")))) throw error;
    }
}

/** Where there is only one process, there is only one schedule, unless it does several things at once. */
export const FEW = { budget: 1_000, draws: 5 };

/** All of them, for code that does one thing after the other; for others as many as there is time for. */
export const MANY = { budget: 25_000, draws: 100 };
