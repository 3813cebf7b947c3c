/** 65 → `1:05`. */
export const clockTime = (seconds: number): string => {
  const whole = Math.round(seconds);
  return `${String(Math.floor(whole / 60))}:${String(whole % 60).padStart(2, "0")}`;
};

/** 1234.5 → `1,235`. Written out here: `Intl` is slow to load, and would ask where the learner lives. */
export const whole = (value: number): string => String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ",");

/** 0.1234 → `12.3 %`. What is not quite all is never `100.0 %`, and what is not quite nothing is never `0.0 %`. */
export function percent(share: number): string {
  const rounded = (share * 100).toFixed(1);
  if (rounded === "100.0" && share < 1) return "99.9 %";
  if (rounded === "0.0" && share > 0) return "< 0.1 %";
  return `${rounded} %`;
}

/** `16 ms`, `33.3 s`. */
export function duration(milliseconds: number | null): string {
  if (milliseconds === null) return "-";
  return milliseconds < 1_000 ? `${whole(milliseconds)} ms` : `${(milliseconds / 1_000).toFixed(1)} s`;
}

/** `3.4 MB`, `1.7 GB`. */
export function bytes(count: number): string {
  if (count < 1e9) return `${(count / 1e6).toFixed(1)} MB`;
  return `${(count / 1e9).toFixed(1)} GB`;
}

/** `1 worker`, `20 workers`. */
export const plural = (count: number, noun: string): string => `${whole(count)} ${noun}${count === 1 ? "" : "s"}`;
