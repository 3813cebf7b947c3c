import { ShopProcess } from "../judge/index.ts";
import { renderParts } from "../render/shop.ts";
import { readArguments } from "./arguments.ts";
import { learnerCommand, openLearner } from "./learner.ts";
import { Counter } from "./shop/counter.ts";
import { linesFrom } from "./shop/lines.ts";
import { chooseParts } from "./shop/parts.ts";

/** Opens the shop: an order service made of the learner's own parts, and a counter to ask it at. */
export const run = learnerCommand(async (args, { root, io }) => {
  const { values } = readArguments(args, { command: "shop", options: { do: { type: "string" } } });
  const shop = new ShopProcess(root);
  try {
    const { catalogue, progress } = await openLearner(root);
    const parts = chooseParts(catalogue, progress.summary);
    io.print("An order service, made of these parts:");
    io.print(
      renderParts(
        parts.map(({ exercise, whose }) => ({ exercise: exercise.id, whose })),
        io,
      ),
    );
    const counter = new Counter(shop, parts, io);
    for await (const line of linesFrom(values.do, io)) if ((await counter.take(line)) === "leave") break;
    // Whoever runs a script wants to know that a line failed; whoever types has read it.
    return counter.failed && !io.interactive ? 1 : 0;
  } finally {
    shop.end();
  }
});
