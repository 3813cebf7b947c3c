/** One line of a chart. */
export interface Series {
  readonly name: string;
  /** In the order of x. A `y` that is not finite leaves a gap. */
  /** Which of the marks, colours and dash patterns it has, and its place in the legend; default: its place among the lines. */
  readonly style?: number;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

/** How one direction of a chart is divided. */
export interface Axis {
  /** What is measured, with its unit: `"events in the stream"`, `"latency in ms"`. */
  readonly label: string;
  /** Default: linear. On a logarithmic axis, equal steps multiply; values must be above 0. */
  readonly scale?: "linear" | "log";
  /** Where the axis ends; default: at the largest value that is drawn. */
  readonly max?: number;
}

/** Lines over one x axis: data, for a terminal or for a page. */
export interface Chart {
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  /** Where two lines meet, the later one is seen. */
  readonly series: readonly Series[];
}

/** The lines with their styles, in the order of the legend. */
export const legendOf = ({ series }: Chart): readonly (Series & { readonly style: number })[] =>
  series.map((each, index) => ({ ...each, style: each.style ?? index })).toSorted((a, b) => a.style - b.style);
