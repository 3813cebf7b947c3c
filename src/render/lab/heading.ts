import { capacityOf, highMarkOf, RAMP_FROM, troubleOf, type LabSettings } from "../../judge/index.ts";
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
    ramp: `Requests begin at ${whole(rate * RAMP_FROM)} a second, rise to ${whole(rate * peak)}, and fall again.`,
    "slow-dependency": `Of them, 40 % need another service. ${between}, each call of it takes ${whole(slow)} ms.`,
    "retry-storm": `${between}, the service stands still.`,
  }[traffic];
  const again = retries === 0 ? "" : `Clients try again ${retries === 1 ? "once" : `up to ${String(retries)} times`}.`;
  const first = `${plural(minutes, "minute")} of traffic (${traffic}), ${traffic === "ramp" ? "" : `${whole(rate)} requests a second, `}seed ${String(seed)}.`;
  return [first, what, again].filter((each) => each !== "").join(" ");
}

/** What the service can do. */
export const sayService = (settings: LabSettings): string =>
  `The service has ${plural(settings.workers, "worker")} and about ${whole(settings.work)} ms of work for a request: ${whole(capacityOf(settings))} a second. A client waits for ${whole(settings.timeout)} ms.`;

/** Where each part stands, and what it allows. */
const PLACES: Readonly<Record<LabSettings["strategy"], (settings: LabSettings) => string>> = {
  "bounded-consumer": ({ queue }) => `It stands before the service, with room for ${whole(queue)} that wait.`,
  "token-bucket": () => "Callers need a permit for each request, and wait for it half of their time at most.",
  "pull-consumer": (settings) =>
    `Requests go into a log of ${plural(settings.workers, "partition")}, one for each worker, who holds ${whole(highMarkOf(settings))} at most.`,
  "load-shedder": ({ queue }) =>
    `It stands before the service, with room for ${whole(queue)} that wait, and for fewer of what is less important.`,
  "overload-middleware": ({ queue, workers }) =>
    `It stands before the handlers, and lets ${whole(queue + workers)} be under way at most.`,
  breaker: ({ timeout }) =>
    `It stands around the calls of the other service, of which each may take ${whole(timeout / 2)} ms.`,
  "adaptive-limit": ({ timeout }) =>
    `It stands at the callers, for whom an answer after more than ${whole(timeout / 2)} ms is slow.`,
  "retry-budget": () => "The clients share it: ten calls pay for one retry.",
};

const WHOSE: Readonly<Record<ShownSettings["whose"], (exercise: string) => string>> = {
  yours: (exercise) => `your own ${exercise}`,
  changed: (exercise) => `your own ${exercise}, changed since it passed`,
  reference: (exercise) => `the reference's ${exercise} (yours takes its place once it has passed)`,
  file: (exercise) => `this file as ${exercise}`,
};

/** What protects it, and whose that is. */
export const sayPart = ({ settings, exercise, whose }: ShownSettings): string =>
  `Protected by ${WHOSE[whose](exercise)}. ${PLACES[settings.strategy](settings)} The naive version has nothing.`;
