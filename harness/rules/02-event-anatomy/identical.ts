/**
 * Do two values hold exactly the same data?
 *
 * Stricter than `same`: a field that is undefined is not one that is absent, and `__proto__` counts
 * where it is an own key. Prototypes are not compared: a decoder may make objects without one.
 */
export function identical(left: unknown, right: unknown): boolean {
  if (Object.is(left, right) || left === right) return true;
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) return false;
  if (left instanceof Date || right instanceof Date) {
    return left instanceof Date && right instanceof Date && Object.is(left.getTime(), right.getTime());
  }
  if (Array.isArray(left) !== Array.isArray(right)) return false;
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && identical(Reflect.get(left, key), Reflect.get(right, key)))
  );
}
