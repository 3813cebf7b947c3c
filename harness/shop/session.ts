import { CommandRefused, ConcurrencyError, orderStream, type Ids } from "eventlings";
import type { Me, World } from "#spec";
import { isShopCommand, type ShopCommand, type ShopEntry } from "../../src/judge/shop-entry.ts";
import type { Shop } from "./assemble.ts";
import { follow } from "./follow.ts";
import type { ShopModules } from "./modules.ts";
import { perform } from "./perform.ts";
import type { Stage } from "./stage.ts";
import { sayDay, sayError, sayEvent, sayOrder, sayPlace, sayState } from "./words.ts";

/** A minute lies between two lines at the counter. */
const BETWEEN = 60_000;
/** Virtual milliseconds for which a question waits for the read model. */
const PATIENCE = 500;

/** Someone at the counter: one process, to which everything is asked in turn. */
export class Session {
  readonly #stage: Stage;
  readonly #world: World<unknown>;
  readonly #me: Me<unknown>;
  readonly #fresh: () => Promise<ShopModules>;
  /** One for the whole session: no two events have the same id, also after a crash. */
  readonly #ids: Ids;
  #shop: Shop;
  #isPaused = false;
  #last: { readonly command: ShopCommand; readonly commandId: string } | undefined;
  /** Global position of the last command: what a question waits for. */
  #position = 0;
  #commands = 0;

  private constructor(
    world: World<unknown>,
    me: Me<unknown>,
    stage: Stage,
    fresh: () => Promise<ShopModules>,
    ids: Ids,
    shop: Shop,
  ) {
    this.#world = world;
    this.#me = me;
    this.#stage = stage;
    this.#fresh = fresh;
    this.#ids = ids;
    this.#shop = shop;
  }

  static async open(
    world: World<unknown>,
    me: Me<unknown>,
    stage: Stage,
    fresh: () => Promise<ShopModules>,
  ): Promise<Session> {
    const ids = world.ids.for(me);
    return new Session(world, me, stage, fresh, ids, stage.open(me, await fresh(), ids));
  }

  /** Answers one line: what a customer, or the shopkeeper, gets to read. */
  async answer(entry: ShopEntry): Promise<readonly string[]> {
    await this.#world.clock.for(this.#me).sleep(BETWEEN);
    try {
      return await this.#answer(entry);
    } catch (error) {
      return error instanceof CommandRefused || error instanceof ConcurrencyError
        ? [`Refused: ${sayError(error)}`]
        : [`Failed: ${sayError(error)}${sayPlace(error)}`];
    }
  }

  async #answer(entry: ShopEntry): Promise<readonly string[]> {
    if (isShopCommand(entry)) {
      this.#commands += 1;
      this.#last = { command: entry, commandId: `command-${String(this.#commands)}` };
      return this.#carryOut();
    }
    switch (entry.do) {
      case "again":
        return this.#carryOut();
      case "show":
        return this.#show(entry.order);
      case "state": {
        const { state, version, snapshotVersion } = await this.#shop.snapshots.load(orderStream(entry.order));
        const from = snapshotVersion === 0 ? "" : `, from the snapshot at ${String(snapshotVersion)} on`;
        return [`${sayState(state)}  (version ${String(version)}${from})`];
      }
      case "events":
        return sayAll(
          this.#stage.events.all.filter(
            ({ streamId }) => entry.order === undefined || streamId === orderStream(entry.order),
          ),
          sayEvent,
          "No events.",
        );
      case "orders":
        return sayAll(this.#stage.stored().tables.orders, sayOrder, "No orders in the view.");
      case "revenue":
        return sayAll(this.#stage.stored().tables.revenue, sayDay, "No day in the view.");
      case "lag":
        return this.#lag();
      case "pause":
        this.#isPaused = true;
        return ["The projections stand still. What you order from now on is stored, and in no view."];
      case "resume":
        this.#isPaused = false;
        return this.#catchUp();
      case "crash":
        // Everything in memory is gone; what is stored is not.
        this.#shop = this.#stage.open(this.#me, await this.#fresh(), this.#ids);
        return ["The service died and was started again. What it had only in memory is gone."];
    }
  }

  async #carryOut(): Promise<readonly string[]> {
    if (this.#last === undefined) return ["Nothing was asked yet that could be sent again."];
    const { command, commandId } = this.#last;
    const before = this.#stage.events.all.length;
    const clock = this.#world.clock.for(this.#me);
    const { position, parts } = await perform(this.#shop, command, {
      at: clock.now().toISOString(),
      commandId,
      ids: this.#ids,
    });
    const added = this.#stage.events.all.slice(before);
    this.#position = position ?? added.at(-1)?.globalPosition ?? this.#position;
    const outcome =
      added.length === 0
        ? "Accepted, and nothing new has happened"
        : `Accepted: ${added.map(({ type }) => type).join(", ")}`;
    return [`${outcome}  (${parts.join(", ")})`, ...(this.#isPaused ? [] : await this.#failuresOf())];
  }

  async #show(order: string): Promise<readonly string[]> {
    const answer = await this.#shop.queries.getOrder(order, { position: this.#position, timeout: PATIENCE });
    switch (answer.outcome) {
      case "found":
        return [sayOrder(answer.order)];
      case "not-found":
        return ["There is no such order."];
      case "not-yet":
        return ["Not yet: the view has not come to your last command in time. (Are the projections paused?)"];
    }
  }

  #lag(): readonly string[] {
    const { events } = this.#stage;
    const last = events.all.at(-1)?.globalPosition ?? 0;
    const checkpoints = this.#stage.stored().tables.checkpoints;
    const lines = checkpoints.map(({ projection, position }) => {
      const behind = events.all.filter(({ globalPosition }) => globalPosition > position).length;
      return `${projection}: at ${String(position)} of ${String(last)}, ${behind === 0 ? "up to date" : `${String(behind)} ${behind === 1 ? "event" : "events"} behind`}`;
    });
    return lines.length === 0 ? [`No projection has a checkpoint yet; the log is at ${String(last)}.`] : lines;
  }

  async #catchUp(): Promise<readonly string[]> {
    const failures = await this.#failuresOf();
    return failures.length > 0 ? failures : this.#lag();
  }

  /** Lets the projections follow, and says which of them have failed. */
  async #failuresOf(): Promise<readonly string[]> {
    const progress = await follow(this.#shop.runner);
    return progress
      .filter(({ error }) => error !== undefined)
      .map(
        ({ projection, position, error }) => `${projection} stands still at ${String(position)}: ${sayError(error)}`,
      );
  }
}

const sayAll = <T>(all: readonly T[], say: (one: T) => string, none: string): readonly string[] =>
  all.length === 0 ? [none] : all.map(say);
