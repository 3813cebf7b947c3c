import {
  BYTES_PER_REQUEST,
  capacityOf,
  rateAt,
  troubleOf,
  type LabRow,
  type LabTotals,
  type LabTrouble,
} from "../../judge/index.ts";
import type { ShownLab } from "./shown.ts";
import { bytes, clockTime, duration, percent, whole } from "./words.ts";

/** From this share of what is asked for on, a version does its work. */
const WELL = 0.9;

type Side = "guarded" | "naive";

/** What there is to see, in two to four sentences. Each follows from the figures, whatever they are. */
export function conclude(shown: ShownLab): readonly string[] {
  const over = overloadOf(shown);
  return [sayGoodput(shown, over), ...sayAfterwards(shown, over), ...sayPrice(shown)];
}

/** What the protected version is called in a sentence. */
const called = ({ whose }: ShownLab): string =>
  ({
    yours: "your version",
    changed: "your version",
    reference: "the reference's version",
    file: "the version of this file",
  })[whose];

/** When more comes than the service can do: of a ramp, only its top is too much. */
function overloadOf({ settings, report: { rows } }: ShownLab): LabTrouble | undefined {
  if (settings.traffic !== "ramp") return troubleOf(settings);
  const over = rows.filter(({ from, to }) => rateAt(settings, (from + to) / 2) > capacityOf(settings));
  const [first, last] = [over[0], over.at(-1)];
  return first === undefined || last === undefined ? undefined : { from: first.from, to: last.to };
}

/** The rows that lie within a stretch of time; where it is too short, the one in which it begins. */
function within(rows: readonly LabRow[], { from, to }: LabTrouble): readonly LabRow[] {
  const inside = rows.filter((row) => row.from >= from && row.to <= to);
  return inside.length > 0 ? inside : rows.filter((row) => row.from <= from && from < row.to);
}

function sayGoodput(shown: ShownLab, over: LabTrouble | undefined): string {
  const { rows } = shown.report;
  const some = over === undefined ? rows : within(rows, over);
  const seconds = some.reduce((sum, { from, to }) => sum + to - from, 0);
  const rate = (of: (row: LabRow) => number): string =>
    whole(some.reduce((sum, row) => sum + of(row), 0) / Math.max(1, seconds));
  const [first, last] = [some[0], some.at(-1)];
  const when =
    over === undefined || first === undefined || last === undefined
      ? "All the time"
      : `From ${clockTime(first.from)} to ${clockTime(last.to)}`;
  return `${when}, ${rate(({ offered }) => offered)} requests a second came; ${called(shown)} answered ${rate(({ guarded }) => guarded.good)} of them in time, the naive version ${rate(({ naive }) => naive.good)}.`;
}

/** How it went on when the cause was gone. */
function sayAfterwards(shown: ShownLab, over: LabTrouble | undefined): readonly string[] {
  const { settings, report } = shown;
  const later = over === undefined ? [] : report.rows.filter(({ from }) => from >= over.to);
  if (over === undefined || later.length === 0) {
    const isEasy = report.naive.good >= report.offered * WELL && report.guarded.good >= report.offered * WELL;
    if (!isEasy) return [];
    return [
      `That is no more than the service can do, so there is little to protect it from: try --rate ${String(Math.ceil((capacityOf(settings) * 1.3) / 100) * 100)}, or --traffic burst.`,
    ];
  }
  const [guarded, naive] = [backAt(later, "guarded"), backAt(later, "naive")];
  const time = (at: number): string => (at - over.to < 11 ? "at once" : `at ${clockTime(at)}`);
  const own = called(shown);
  const after = `When it was over (${clockTime(over.to)}),`;
  if (guarded === undefined && naive === undefined)
    return [`${after} neither version came back: ${whyNot(later, "naive", settings.retries)}`];
  if (guarded === undefined) return [`${after} ${own} never came back: ${whyNot(later, "guarded", settings.retries)}`];
  if (naive === undefined)
    return [
      `${after} ${own} was back ${time(guarded)}. The naive version never came back: ${whyNot(later, "naive", settings.retries)}`,
    ];
  if (time(guarded) === time(naive)) return [`${after} both versions were back ${time(guarded)}.`];
  const why = naive > guarded ? ` Until then it worked for clients who had left.` : "";
  return [`${after} ${own} was back ${time(guarded)}, the naive version ${time(naive)}.${why}`];
}

/** From when on a version answers what is asked of it; nothing where it does not at the end. */
function backAt(later: readonly LabRow[], side: Side): number | undefined {
  const lastBad = later.findLastIndex((row) => row.offered > 0 && row[side].good < row.offered * WELL);
  return later[lastBad + 1]?.from;
}

function whyNot(later: readonly LabRow[], side: Side, retries: number): string {
  const grown = (later.at(-1)?.[side].queued ?? 0) > (later[0]?.[side].queued ?? 0);
  if (grown && retries > 0)
    return `its queue went on growing although the cause was gone. Whoever gives up comes back, so the overload keeps itself alive: a metastable failure.`;
  if (grown) return "its queue went on growing.";
  return "at the end it still worked off what had piled up, for clients who had left.";
}

/** What it took, and what it kept from growing. */
function sayPrice(shown: ShownLab): readonly string[] {
  const { guarded, naive } = shown.report;
  const own = called(shown);
  const said: string[] = [];
  if (guarded.rejected > 0)
    said.push(`The price: ${own} said no to ${percent(guarded.rejected / guarded.attempts)} of all attempts.`);
  if (guarded.attempts < naive.attempts * 0.9)
    said.push(
      `Clients made ${whole(guarded.attempts)} attempts on ${own}, and ${whole(naive.attempts)} on the naive one.`,
    );
  if (guarded.queued > guarded.held * 4)
    said.push(
      `It held ${whole(guarded.held)} requests in memory at most (${memory(guarded)}); what waited longer, ${waited(guarded)}, was in the log. A log bounds the memory, and not the wait.`,
    );
  else if (naive.held > guarded.held * 2)
    said.push(
      `It held ${whole(guarded.held)} requests at most, the naive version ${whole(naive.held)} (${memory(guarded)} and ${memory(naive)} in the model).`,
    );
  else if (naive.held > 10_000 && guarded.held * 2 > naive.held)
    said.push(`It held as much as the naive version, up to ${whole(guarded.held)} requests: nothing bounds it.`);
  return said;
}

const memory = ({ held }: LabTotals): string => bytes(held * BYTES_PER_REQUEST);
const waited = ({ p99 }: LabTotals): string => `up to ${duration(p99)} for 99 of 100`;
