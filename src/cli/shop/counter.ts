import { isShopCommand, type ShopAnswer, type ShopEntry, type ShopProcess } from "../../judge/index.ts";
import { renderAnswer, renderCounter, renderParts, renderShopFailure } from "../../render/shop.ts";
import { UserError } from "../errors.ts";
import type { Io } from "../io.ts";
import { COUNTER, parseLine } from "./parse.ts";
import { filesOf, needsOf, type ChosenPart } from "./parts.ts";

/** Answers lines. A session is the list of what was asked: it is run again from its beginning for each answer. */
export class Counter {
  /** Did a line fail? Whoever runs a script wants to know. */
  failed = false;
  readonly #shop: ShopProcess;
  readonly #parts: readonly ChosenPart[];
  readonly #io: Io;
  #session: readonly ShopEntry[] = [];

  constructor(shop: ShopProcess, parts: readonly ChosenPart[], io: Io) {
    this.#shop = shop;
    this.#parts = parts;
    this.#io = io;
  }

  /** Answers one line. What is wrong with it is said, and nothing is lost. */
  async take(line: string): Promise<"stay" | "leave"> {
    const { print } = this.#io;
    try {
      const asked = parseLine(line);
      switch (asked.kind) {
        case "nothing":
          break;
        case "quit":
          return "leave";
        case "help":
          print(renderCounter(COUNTER, this.#io));
          break;
        case "parts":
          print(
            renderParts(
              this.#parts.map(({ exercise, whose }) => ({ exercise: exercise.id, whose })),
              this.#io,
            ),
          );
          break;
        case "attack":
          await this.#attack();
          break;
        case "entry":
          await this.#ask(asked.entry);
      }
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      this.#complain(error.message);
    }
    return "stay";
  }

  async #ask(entry: ShopEntry): Promise<void> {
    const session = [...this.#session, entry];
    const answer = await this.#shop.run(this.#order, session);
    if (answer.kind === "said") {
      this.#session = session;
      this.#io.print(renderAnswer(answer.lines, this.#io));
    } else this.#cannot(answer);
  }

  async #attack(): Promise<void> {
    if (!this.#session.some(isShopCommand))
      throw new UserError("There is nothing to attack yet: place an order first.");
    const answer = await this.#shop.attack(this.#order, this.#session, (lines) =>
      this.#io.print(renderAnswer(lines, this.#io)),
    );
    if (answer.kind === "said")
      this.#io.print(renderAnswer([`It holds. Tried: ${answer.explored ?? "nothing"}.`], this.#io));
    else this.#cannot(answer);
  }

  /** What the shop is made of for the next answer. */
  get #order(): { readonly files: ReturnType<typeof filesOf>; readonly needs: readonly string[] } {
    return { files: filesOf(this.#parts), needs: needsOf(this.#parts) };
  }

  #cannot(answer: Exclude<ShopAnswer, { readonly kind: "said" }>): void {
    if (answer.kind === "failed") {
      this.failed = true;
      this.#io.print(renderShopFailure(answer.failure, this.#io));
      return;
    }
    const { message, place } = answer.problem;
    const where = place === undefined ? "" : ` (${place.file}:${String(place.line)})`;
    this.#complain(`${message}${where} Mend the file and ask again; nothing of your session is lost.`);
  }

  #complain(sentence: string): void {
    this.failed = true;
    this.#io.error(renderAnswer([sentence], this.#io));
  }
}
