import fc from "fast-check";

/**
 * The same values as `arbitrary`, each drawn once for all laws: they are given one seed, so they ask for the
 * same thousand. To draw a sequence of commands costs as much as to judge it.
 *
 * A law must not change what it was given, or the next one gets what it has left.
 */
export const drawnOnce = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T> => new DrawnOnce(arbitrary);

class DrawnOnce<T> extends fc.Arbitrary<T> {
  readonly #arbitrary: fc.Arbitrary<T>;
  readonly #drawn = new Map<string, fc.Value<T>>();

  constructor(arbitrary: fc.Arbitrary<T>) {
    super();
    this.#arbitrary = arbitrary;
  }

  generate(random: fc.Random, bias: number | undefined): fc.Value<T> {
    const state = random.getState();
    if (state === undefined) return this.#arbitrary.generate(random, bias);
    const key = `${String(bias)} ${state.join(" ")}`;
    const known = this.#drawn.get(key);
    if (known !== undefined) return known;
    // From a copy of the source: what is drawn from it next is the same, whether this value was known or not.
    const value = this.#arbitrary.generate(random.clone(), bias);
    this.#drawn.set(key, value);
    return value;
  }

  canShrinkWithoutContext(value: unknown): value is T {
    return this.#arbitrary.canShrinkWithoutContext(value);
  }

  shrink(value: T, context: unknown): fc.Stream<fc.Value<T>> {
    return this.#arbitrary.shrink(value, context);
  }
}
