import type { Exercise } from "../../catalogue/index.ts";

/** `4.1` */
export const numberOf = ({ lessonNumber, number }: Exercise): string => `${String(lessonNumber)}.${String(number)}`;

/** The exercises that what was typed can mean: by number, id or title. Planned ones cannot be watched. */
export function matching(exercises: readonly Exercise[], typed: string): readonly Exercise[] {
  const query = typed.trim().toLowerCase();
  return exercises.filter(
    (exercise) =>
      exercise.written &&
      (numberOf(exercise).startsWith(query) ||
        exercise.id.includes(query) ||
        exercise.title.toLowerCase().includes(query)),
  );
}

/** The one that is marked, where the mark may have run past the end. */
export const markedOf = <T>(items: readonly T[], marked: number): T | undefined =>
  items[Math.min(marked, items.length - 1)];
