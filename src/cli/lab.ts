import { nearestName } from "../render/index.ts";
import { renderLabs } from "../render/lab/list.ts";
import { UserError } from "./errors.ts";
import { backpressure } from "./lab/backpressure.ts";
import { readLabOptions, type LabOptions } from "./lab/options.ts";
import type { CommandContext } from "./io.ts";
import { learnerCommand } from "./learner.ts";

/** A lab: what it shows, and what runs it. */
interface Lab {
  readonly name: string;
  readonly shows: string;
  readonly examples: readonly string[];
  run(options: LabOptions, context: CommandContext): Promise<number>;
}

const LABS: readonly Lab[] = [
  {
    name: "backpressure",
    shows:
      "a service under more traffic than it can bear, protected by one of your parts of lessons 22 to 24, beside the same service without it: queue depth, latency, goodput, rejected requests and memory over time",
    examples: [
      "npm run lab backpressure",
      "npm run lab backpressure -- --traffic retry-storm",
      "npm run lab backpressure -- --traffic slow-dependency --svg lab.svg",
      "npm run lab backpressure -- --strategy load-shedder --peak 5",
    ],
    run: backpressure,
  },
];

/** Runs a lab, or lists what labs there are. */
export const run = learnerCommand(async (args, context) => {
  const options = readLabOptions(args);
  const { lab: name } = options;
  if (name === undefined) {
    context.io.print(renderLabs(LABS, context.io));
    return 0;
  }
  const lab = LABS.find((each) => each.name === name);
  if (lab !== undefined) return lab.run(options, context);
  const meant = nearestName(
    name,
    LABS.map((each) => each.name),
  );
  const guess = meant === undefined ? "" : ` Did you mean ${meant}?`;
  throw new UserError(`There is no lab "${name}".${guess} \`npm run lab\` lists them.`);
});
