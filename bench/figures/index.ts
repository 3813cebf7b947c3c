import type { Measurement } from "../figure.ts";
import { checkCold } from "./check-cold.ts";
import { commands } from "./commands.ts";
import { hang } from "./hang.ts";
import { lab } from "./lab.ts";
import { lessons } from "./lessons.ts";
import { memory } from "./memory.ts";
import { quizHistory } from "./quiz-history.ts";
import { store } from "./store.ts";
import { verify } from "./verify.ts";
import { watch } from "./watch.ts";
import { world } from "./world.ts";

/** Everything that is measured, in the order of the table. */
export const MEASUREMENTS: readonly Measurement[] = [
  watch,
  checkCold,
  ...commands,
  quizHistory,
  hang,
  lessons,
  verify,
  memory,
  world,
  store,
  lab,
];
