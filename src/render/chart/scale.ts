import type { Axis, Chart } from "./chart.ts";

/** Puts values of an axis between 0 and 1, and says where its marks are. */
export interface Scale {
  /** From 0 (the axis's beginning) to 1; `undefined` for what cannot be shown on it. */
  readonly place: (value: number) => number | undefined;
  /** Round values to be marked, at most about as many as asked for, in order. */
  readonly ticks: (most: number) => readonly number[];
}

/** The scales of both axes, wide enough for all that is drawn. */
export function scalesOf({ x, y, series }: Chart): { readonly x: Scale; readonly y: Scale } {
  const points = series.flatMap((each) => each.points);
  return {
    x: scaleOf(
      x,
      points.map((point) => point.x),
    ),
    y: scaleOf(
      y,
      points.map((point) => point.y),
    ),
  };
}

/** @param values all that is drawn along this axis */
function scaleOf({ scale = "linear", max }: Axis, values: readonly number[]): Scale {
  const shown = values.filter((value) => Number.isFinite(value) && (scale === "linear" || value > 0));
  return scale === "log"
    ? logScale(Math.min(...shown), max ?? Math.max(...shown))
    : linearScale(Math.min(0, ...shown), max ?? Math.max(0, ...shown));
}

function linearScale(low: number, high: number): Scale {
  const span = high - low === 0 ? 1 : high - low;
  return {
    place: (value) => (Number.isFinite(value) ? clamp((value - low) / span) : undefined),
    ticks(most) {
      const step = roundStep(span / Math.max(1, most - 1));
      const first = Math.ceil(low / step);
      const last = Math.floor((low + span) / step + 1e-9);
      return Array.from({ length: Math.max(1, last - first + 1) }, (_, at) =>
        Number(((first + at) * step).toFixed(12)),
      );
    },
  };
}

/** Ends at whole powers of ten. */
function logScale(low: number, high: number): Scale {
  const from = Number.isFinite(low) ? Math.floor(Math.log10(low) + 1e-9) : 0;
  const to = Math.max(from + 1, Number.isFinite(high) ? Math.ceil(Math.log10(high) - 1e-9) : 1);
  return {
    place: (value) =>
      value > 0 && Number.isFinite(value) ? clamp((Math.log10(value) - from) / (to - from)) : undefined,
    ticks(most) {
      const step = Math.max(1, Math.ceil((to - from) / Math.max(1, most - 1)));
      const marks: number[] = [];
      for (let power = from; power <= to; power += step) marks.push(Number(`1e${String(power)}`));
      return marks;
    },
  };
}

const clamp = (share: number): number => Math.min(1, Math.max(0, share));

/** The next of 1, 2, 5, 10, 20, 50 … that is not smaller. */
function roundStep(atLeast: number): number {
  const power = 10 ** Math.floor(Math.log10(atLeast));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= atLeast * (1 - 1e-9)) ?? 10;
  return factor * power;
}

const UNITS = [
  [1e9, "G"],
  [1e6, "M"],
  [1e3, "k"],
] as const;

/** A value in a few characters: `"100k"`, `"0.05"`. */
export function shortNumber(value: number): string {
  for (const [size, unit] of UNITS)
    if (Math.abs(value) >= size) return `${String(Number((value / size).toPrecision(3)))}${unit}`;
  return String(Number(value.toPrecision(3)));
}
