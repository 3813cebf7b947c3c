import {
  BYTES_PER_REQUEST,
  capacityOf,
  rateAt,
  troubleOf,
  type LabRow,
  type LabSettings,
  type LabTotals,
  type LabTrouble,
} from "../../judge/index.ts";
import type { ShownLab } from "./shown.ts";
import { bytes, clockTime, duration, percent, whole } from "./words.ts";

/** From this share of what is asked for on, a version does its work. */
const WELL = 0.9;

/** Seconds: two stretches of the ten minutes that are simulated unless somebody says otherwise. */
const AT_ONCE = 11;

type Side = "guarded" | "naive";

/** What there is to see, in two to four sentences. Each follows from the figures, whatever they are. */
export function conclude(shown: ShownLab): readonly string[] {
  const over = overloadOf(shown);
  return [sayGoodput(shown, over), ...sayLongQueue(shown), ...sayAfterwards(shown, over), ...sayPrice(shown)];
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
      ? "In all"
      : `From ${clockTime(first.from)} to ${clockTime(last.to)}`;
  return `${when}, ${rate(({ offered }) => offered)} requests a second came; ${called(shown)} answered ${rate(({ guarded }) => guarded.good)} a second in time, the naive version ${rate(({ naive }) => naive.good)}.`;
}

/** Parts for which `--queue` is the bound. */
const BOUNDED: readonly LabSettings["strategy"][] = ["bounded-consumer", "load-shedder", "overload-middleware"];

/** A bound that was reached, and is too long: whoever waits in all of it is served too late. */
function sayLongQueue({ settings, report: { guarded } }: ShownLab): readonly string[] {
  const { strategy, queue, timeout } = settings;
  const lasts = (queue * 1_000) / capacityOf(settings);
  if (!BOUNDED.includes(strategy) || lasts <= timeout || guarded.queued < queue) return [];
  const fits = Math.floor((capacityOf(settings) * timeout) / 2_000);
  return [
    `${whole(queue)} requests that wait are ${duration(lasts)} of work, and a client waits for ${duration(timeout)}: a bound that is too long is none. Try --queue ${String(fits)}.`,
  ];
}

/** How it went on when the cause was gone. */
function sayAfterwards(shown: ShownLab, over: LabTrouble | undefined): readonly string[] {
  const { settings, report } = shown;
  if (isWell(report.rows, "guarded") && isWell(report.rows, "naive"))
    return [
      `That is no more than the service can do, so there is little to protect it from: try --rate ${String(Math.ceil((capacityOf(settings) * 1.3) / 100) * 100)}, or --traffic burst.`,
    ];
  const later = over === undefined ? [] : report.rows.filter(({ from }) => from >= over.to);
  if (over === undefined || later.length === 0) return [];
  const [guarded, naive] = [backAt(later, "guarded"), backAt(later, "naive")];
  const time = (at: number): string =>
    at - over.to < AT_ONCE || at === later[0]?.from ? "at once" : `at ${clockTime(at)}`;
  const not = (side: Side): string => howNot(later, side, settings);
  const own = called(shown);
  const after = `When it was over (${clockTime(over.to)}),`;
  if (guarded === undefined && naive === undefined && not("guarded") === not("naive"))
    return [`${after} neither version came back. Each ${not("naive")}`];
  if (guarded === undefined && naive === undefined)
    return [`${after} neither version came back. ${sentence(own)} ${not("guarded")} The naive version ${not("naive")}`];
  if (guarded === undefined) return [`${after} ${own} ${not("guarded")}`];
  if (naive === undefined) return [`${after} ${own} was back ${time(guarded)}. The naive version ${not("naive")}`];
  if (time(guarded) === time(naive)) return [`${after} both versions were back ${time(guarded)}.`];
  const why = naive > guarded ? " Until then, its answers came too late." : "";
  return [`${after} ${own} was back ${time(guarded)}, the naive version ${time(naive)}.${why}`];
}

const doesWell = ({ offered, ...sides }: LabRow, side: Side): boolean => sides[side].good >= offered * WELL;
const isWell = (rows: readonly LabRow[], side: Side): boolean => rows.every((row) => doesWell(row, side));

/** From when on a version answers what is asked of it; nothing where it does not at the end. */
function backAt(later: readonly LabRow[], side: Side): number | undefined {
  const lastBad = later.findLastIndex((row) => !doesWell(row, side));
  return later[lastBad + 1]?.from;
}

/** What became of a version that does not answer what is asked of it at the end. */
function howNot(later: readonly LabRow[], side: Side, settings: LabSettings): string {
  const [first, last] = [later[0]?.[side], later.at(-1)?.[side]];
  if (first === undefined || last === undefined) return "had not come back when the traffic ended.";
  if (last.rejected > last.attempts * (1 - WELL))
    return `never came back: at the end, it still said no to ${percent(last.rejected / last.attempts)} of all attempts.`;
  if (last.queued > first.queued && settings.rate >= capacityOf(settings))
    return "never came back: its queue went on growing, for more came than the service can do.";
  if (last.queued > first.queued && settings.retries > 0)
    return "never came back: its queue went on growing although the cause was gone. Whoever gives up comes back, so the overload keeps itself alive: a metastable failure.";
  if (last.queued > first.queued) return "never came back: its queue went on growing.";
  // Longer than anybody waits.
  if (last.queued > (capacityOf(settings) * settings.timeout) / 1_000)
    return "had not come back when the traffic ended: it still worked off what had piled up, for clients who had left.";
  return "had not come back when the traffic ended.";
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
      `${sentence(own)} held ${whole(guarded.held)} requests in memory at most (${memory(guarded)}); what waited longer, ${waited(guarded)}, was in the log. A log bounds the memory, and not the wait.`,
    );
  else if (naive.held > guarded.held * 2)
    said.push(
      `${sentence(own)} held ${whole(guarded.held)} requests at most, the naive version ${whole(naive.held)} (${memory(guarded)} and ${memory(naive)} in the model).`,
    );
  else if (naive.held > 10_000 && guarded.held * 2 > naive.held)
    said.push(
      `${sentence(own)} held up to ${whole(guarded.held)} requests, hardly less than the naive one: nothing bounds it.`,
    );
  return said;
}

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const memory = ({ held }: LabTotals): string => bytes(held * BYTES_PER_REQUEST);
const waited = ({ p99 }: LabTotals): string => `up to ${duration(p99)} for 99 of 100`;
