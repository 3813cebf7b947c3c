const DAY = 86_400_000;

/** The first moment of a day, where the learner is. */
export function dayStart(time: number): number {
  const date = new Date(time);
  date.setHours(0, 0, 0, 0);
  return date.getTime();
}

/** The first moment of the day that is so many days later. Days with a change of the clock are days too. */
export function addDays(time: number, days: number): number {
  const date = new Date(dayStart(time));
  date.setDate(date.getDate() + days);
  return date.getTime();
}

/** Days from one moment to another, counted by midnights between them; never negative. */
export const daysBetween = (from: number, to: number): number => Math.max(0, dayNumber(to) - dayNumber(from));

/** The number of a day, where the learner is. Called for every answer of a long history: no more than one date. */
export const dayNumber = (time: number): number =>
  Math.floor((time - new Date(time).getTimezoneOffset() * 60_000) / DAY);

/** `2026-11-24`, where the learner is. */
export function dayName(time: number): string {
  const date = new Date(time);
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${String(date.getFullYear())}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
