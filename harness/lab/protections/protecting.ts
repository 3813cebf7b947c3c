import type { RandomSource } from "eventlings";
import type { LabSettings } from "../../../src/judge/lab-settings.ts";
import type { VirtualTime } from "../../traffic/virtual-time.ts";
import type { Protection, Version } from "../version.ts";

/** What a protection is built from. */
export interface Site {
  readonly settings: LabSettings;
  readonly time: VirtualTime;
  readonly random: RandomSource;
  readonly version: Version;
}

/** Puts a part of the learner's before the service. */
export type Protect<Module> = (module: Module, site: Site) => Protection;

/** Does the error have this code? Told by the code: a class of the kit may be there more than once. */
export const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && Reflect.get(error, "code") === code;

/** Calls the learner's code. What it throws at once is a rejection, too. */
export const calling = async <T>(call: () => T | PromiseLike<T>): Promise<T> => call();
