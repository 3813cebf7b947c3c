/** What an exploration saw: plain data, printed below a verdict. */
export interface Explored {
  /** Different schedules that were run to their end. */
  readonly schedules: number;
  /** Are these all there are (up to the order of steps that cannot get in each other's way)? */
  readonly complete: boolean;
  /** Steps altogether. */
  readonly steps: number;
  /** Where they are not all: what they were drawn with, and roughly how many there are. */
  readonly seed?: number;
  readonly about?: number;
  /** Runs that were given up because they went on for too long: what they end in is not known. */
  readonly cut?: number;
}

const NUMBERS = new Intl.NumberFormat("en");

/** `"all 12,908 schedules"`, `"5,000 of about 3,000,000 schedules, seed 42"`. */
export function sayExplored({ schedules, complete, seed, about, cut = 0 }: Explored): string {
  const number = NUMBERS.format(schedules);
  const unseen = cut === 0 ? "" : `, ${NUMBERS.format(cut)} of them cut short`;
  if (complete) return schedules === 1 ? `the only schedule there is${unseen}` : `all ${number} schedules${unseen}`;
  const of = about === undefined ? "" : ` of ${sayAbout(about)}`;
  const noun = schedules === 1 && about === undefined ? "schedule" : "schedules";
  return `${number}${of} ${noun}${seed === undefined ? "" : `, seed ${String(seed)}`}${unseen}`;
}

function sayAbout(count: number): string {
  if (count >= 1e9) return "more than a thousand million";
  const digits = 10 ** Math.floor(Math.log10(count));
  return `about ${NUMBERS.format(Math.round(count / digits) * digits)}`;
}
