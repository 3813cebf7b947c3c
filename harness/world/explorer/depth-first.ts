import { actorOf, type Moves } from "../run/moves.ts";
import { LEAVE, type Strategy } from "../run/strategy.ts";

/** What bounds a search. */
export interface SearchBounds {
  /** Most changes from one lane to another. */
  readonly switches: number;
  /** Leave out schedules that differ from one already seen only in the order of independent steps? */
  readonly prune: boolean;
}

/** A run that was told to do what another one did, and came to another point. */
export class Diverged extends Error {
  /** Steps made until then. */
  readonly depth: number;

  constructor(depth: number) {
    super(`The same schedule came to another point at step ${String(depth + 1)}.`);
    this.name = "Diverged";
    this.depth = depth;
  }
}

/** A point on the way, and which of its moves were tried. Kept for the next way that is as long. */
interface Node {
  count: number;
  chosen: number;
  /** Changes of lane until here. */
  switches: number;
  readonly ids: number[];
  readonly reads: number[];
  readonly writes: number[];
  readonly costs: number[];
  /** Moves that need not be tried: what they lead to was seen from a sibling. */
  readonly asleep: number[];
  readonly asleepReads: number[];
  readonly asleepWrites: number[];
}

/**
 * Visits every schedule once, the one without a switch first. Each run follows the way to the next
 * fork by itself: nothing is kept of earlier runs but the way.
 *
 * Pruned, it visits one schedule of each set that differ only in the order of steps which cannot get
 * in each other's way (sleep sets, Godefroid 1996).
 */
export class DepthFirst implements Strategy {
  /** Was something left out because it needs more switches than allowed? */
  wasBounded = false;
  /** A run that goes further than this is left. */
  deepest = Infinity;
  readonly #bounds: SearchBounds;
  readonly #nodes: Node[] = [];
  #length = 0;
  diverged: Diverged | undefined;

  constructor(bounds: SearchBounds) {
    this.#bounds = bounds;
  }

  choose(moves: Moves, depth: number): number {
    if (depth >= this.deepest) return LEAVE;
    if (depth < this.#length) return this.#follow(moves, depth);
    const node = this.#extend(moves, depth);
    const first = this.#nextOf(node, 0);
    if (first === LEAVE) return LEAVE;
    node.chosen = first;
    this.#length = depth + 1;
    return first;
  }

  /** Goes back to the last fork. False when every way was gone. */
  next(): boolean {
    while (this.#length > 0) {
      const node = this.#nodes[this.#length - 1] as Node;
      if (this.#bounds.prune) sleep(node, node.chosen);
      const next = this.#nextOf(node, node.chosen + 1);
      if (next !== LEAVE) {
        node.chosen = next;
        return true;
      }
      this.#length -= 1;
    }
    return false;
  }

  #follow(moves: Moves, depth: number): number {
    const node = this.#nodes[depth] as Node;
    let isSame = node.count === moves.count;
    for (let at = 0; isSame && at < node.count; at += 1)
      isSame =
        node.ids[at] === moves.ids[at] && node.reads[at] === moves.reads[at] && node.writes[at] === moves.writes[at];
    if (isSame) return node.chosen;
    this.diverged = new Diverged(depth);
    return LEAVE;
  }

  #extend(moves: Moves, depth: number): Node {
    const node = (this.#nodes[depth] ??= newNode());
    const parent = depth === 0 ? undefined : this.#nodes[depth - 1];
    node.count = moves.count;
    node.switches = parent === undefined ? 0 : parent.switches + (parent.costs[parent.chosen] ?? 0);
    for (let at = 0; at < moves.count; at += 1) {
      node.ids[at] = moves.ids[at] as number;
      node.reads[at] = moves.reads[at] as number;
      node.writes[at] = moves.writes[at] as number;
      node.costs[at] = moves.switches[at] as number;
    }
    node.asleep.length = node.asleepReads.length = node.asleepWrites.length = 0;
    if (parent !== undefined && this.#bounds.prune) inherit(node, parent);
    return node;
  }

  #nextOf(node: Node, from: number): number {
    for (let at = from; at < node.count; at += 1) {
      if (node.switches + (node.costs[at] ?? 0) > this.#bounds.switches) {
        this.wasBounded = true;
        continue;
      }
      if (!node.asleep.includes(node.ids[at] as number)) return at;
    }
    return LEAVE;
  }
}

const newNode = (): Node => ({
  count: 0,
  chosen: 0,
  switches: 0,
  ids: [],
  reads: [],
  writes: [],
  costs: [],
  asleep: [],
  asleepReads: [],
  asleepWrites: [],
});

/** From here on, whatever begins with this move was seen. */
function sleep(node: Node, at: number): void {
  node.asleep.push(node.ids[at] as number);
  node.asleepReads.push(node.reads[at] as number);
  node.asleepWrites.push(node.writes[at] as number);
}

/** What slept at the parent sleeps on, unless the step that was made could make a difference to it. */
function inherit(node: Node, parent: Node): void {
  const { chosen } = parent;
  const actor = actorOf(parent.ids[chosen] as number);
  const reads = parent.reads[chosen] as number;
  const writes = parent.writes[chosen] as number;
  for (let at = 0; at < parent.asleep.length; at += 1) {
    const id = parent.asleep[at] as number;
    const otherReads = parent.asleepReads[at] as number;
    const otherWrites = parent.asleepWrites[at] as number;
    const conflict = (writes & (otherReads | otherWrites)) | (reads & otherWrites);
    if (conflict !== 0 || actorOf(id) === actor) continue;
    node.asleep.push(id);
    node.asleepReads.push(otherReads);
    node.asleepWrites.push(otherWrites);
  }
}
