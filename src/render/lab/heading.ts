import { capacityOf, RAMP_FROM, troubleOf, type LabSettings } from "../../judge/index.ts";
import type { ShownSettings } from "./shown.ts";
import { clockTime, plural, whole } from "./words.ts";

/** What comes, in one or two sentences. */
export function sayTraffic(settings: LabSettings): string {
  const { traffic, rate, peak, minutes, slow, retries, seed } = settings;
  const trouble = troubleOf(settings);
  const between = trouble === undefined ? "" : `From ${clockTime(trouble.from)} to ${clockTime(trouble.to)}`;
  const what = {
    steady: "",
    burst: `${between}, ${whole(rate * peak)} a second come.`,
    ramp: `They begin at ${whole(rate * RAMP_FROM)} a second, rise to ${whole(rate * peak)}, and fall again.`,
    "slow-dependency": `Of them, 40 % need another service. ${between}, each call of it takes ${whole(slow)} ms.`,
    "retry-storm": `${between}, the service stands still.`,
  }[traffic];
  const again = retries === 0 ? "" : `Clients try again up to ${retries === 1 ? "once" : `${String(retries)} times`}.`;
  const first = `${plural(minutes, "minute")} of traffic (${traffic}), ${traffic === "ramp" ? "" : `${whole(rate)} requests a second, `}seed ${String(seed)}.`;
  return [first, what, again].filter((each) => each !== "").join(" ");
}

/** What the service can do. */
export const sayService = (settings: LabSettings): string =>
  `The service has ${plural(settings.workers, "worker")} and about ${whole(settings.work)} ms of work for a request: ${whole(capacityOf(settings))} a second. A client waits for ${whole(settings.timeout)} ms.`;

/** What each strategy does to the service of the lab. */
const PLACES: Readonly<Record<LabSettings["strategy"], (settings: LabSettings) => string>> = {
  "bounded-consumer": ({ queue }) => `in front of it, with room for ${whole(queue)} that wait`,
  "token-bucket": () => "at the callers, who need a permit for each request and wait for it half of their time",
  "pull-consumer": ({ workers }) => `behind a log of ${plural(workers, "partition")}, one for each worker`,
  "load-shedder": ({ queue }) =>
    `at its edge, with room for ${whole(queue)} that wait, less for what is less important`,
  "overload-middleware": ({ queue, workers }) =>
    `before its handlers, with ${whole(queue + workers)} under way at most`,
  breaker: ({ timeout }) => `around its calls of the other service, of which each may take ${whole(timeout / 2)} ms`,
  "adaptive-limit": ({ timeout }) => `at the callers; an answer after more than ${whole(timeout / 2)} ms is slow`,
  "retry-budget": () => "at the clients: ten calls pay for one retry",
};

const WHOSE: Readonly<Record<ShownSettings["whose"], string>> = {
  yours: "your own",
  changed: "your own, changed since it passed,",
  reference: "the reference's (yours takes its place once it has passed)",
  file: "the one in that file",
};

/** What protects it, and whose that is. */
export const sayPart = ({ settings, exercise, whose }: ShownSettings): string =>
  `${exercise}, ${WHOSE[whose]}, protects it: it stands ${PLACES[settings.strategy](settings)}. The naive version has nothing.`;
