import { editDistance } from "../text/index.ts";
import type { Catalogue, Exercise, Lesson } from "./types.ts";

/** The answer to "which one do you mean?". */
export type Found<T> =
  | { readonly kind: "found"; readonly value: T }
  | { readonly kind: "ambiguous"; readonly names: readonly string[] }
  | { readonly kind: "unknown"; readonly nearest: readonly string[] };

/** All exercises, in the order of the course. */
export const allExercises = (catalogue: Catalogue): readonly Exercise[] =>
  catalogue.lessons.flatMap(({ exercises }) => exercises);

/** Finds an exercise by its id, by `4.1`, or by any part of the id that only one has. */
export function findExercise(catalogue: Catalogue, query: string): Found<Exercise> {
  return find(
    allExercises(catalogue),
    query,
    ({ id }) => id,
    ({ lessonNumber, number, slug }) => [
      `${String(lessonNumber)}.${String(number)}`,
      `${String(lessonNumber)}/${String(number)}`,
      slug,
    ],
  );
}

/** Finds a lesson by its slug, its number, or any part of the slug that only one has. */
export function findLesson(catalogue: Catalogue, query: string): Found<Lesson> {
  return find(
    catalogue.lessons,
    query,
    ({ slug }) => slug,
    ({ number, slug }) => [
      String(number),
      String(number).padStart(2, "0"),
      `${String(number).padStart(2, "0")}-${slug}`,
    ],
  );
}

function find<T>(
  items: readonly T[],
  raw: string,
  nameOf: (item: T) => string,
  aliasesOf: (item: T) => readonly string[],
): Found<T> {
  const query = raw.trim().toLowerCase();
  const exact = items.filter((item) => nameOf(item) === query);
  const aliased = exact.length > 0 ? exact : items.filter((item) => aliasesOf(item).includes(query));
  const matches = aliased.length > 0 ? aliased : items.filter((item) => query !== "" && nameOf(item).includes(query));
  const [only] = matches;
  if (matches.length === 1 && only !== undefined) return { kind: "found", value: only };
  if (matches.length > 1) return { kind: "ambiguous", names: matches.map(nameOf) };
  return { kind: "unknown", nearest: nearest(items.map(nameOf), query) };
}

/** The three names closest to what was typed. */
function nearest(names: readonly string[], query: string): readonly string[] {
  return names
    .map((name) => ({
      name,
      distance: Math.min(editDistance(name, query), ...name.split("/").map((part) => editDistance(part, query))),
    }))
    .toSorted((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ name }) => name);
}
