import type { Lab } from "../lab.ts";
import type { RunLimits } from "../run/run.ts";
import type { Finding } from "./counterexample.ts";
import { compareCosts, Follow } from "./follow.ts";
import { attempt, budgetOf, search, withFaults, type Budget } from "./search.ts";

/**
 * Looks for the shortest schedule that breaks a promise, given one that does: fewest faults, then
 * fewest switches, then fewest steps. Says whether it is sure.
 *
 * @param fewest faults below which it is known that there is none
 */
export async function shorten(
  lab: Lab,
  limits: RunLimits,
  found: Finding,
  fewest: number,
  budget: Budget,
): Promise<{ readonly finding: Finding; readonly shortest: boolean }> {
  let finding = await simplify(lab, limits, found, budgetOf(budget.left / 4));
  for (let faults = fewest; faults <= finding.cost.faults; faults += 1) {
    const most = faults === finding.cost.faults ? finding.cost.switches : Infinity;
    for (let switches = 0; switches <= most; switches += 1) {
      const end = await search(lab, withFaults(limits, faults), { switches, prune: false }, budget);
      if (end.kind === "found") return fewestSteps(lab, withFaults(limits, faults), end.finding, switches, budget);
      if (end.kind !== "complete") return { finding, shortest: false };
      if (!end.bounded) break;
    }
  }
  return { finding, shortest: false };
}

/** Within one number of faults and switches, is there one with fewer steps? */
async function fewestSteps(
  lab: Lab,
  limits: RunLimits,
  found: Finding,
  switches: number,
  budget: Budget,
): Promise<{ readonly finding: Finding; readonly shortest: boolean }> {
  let finding = found;
  for (;;) {
    const shorter = { ...limits, steps: finding.cost.steps - 1 };
    const end = await search(lab, shorter, { switches, prune: false }, budget);
    if (end.kind !== "found") return { finding, shortest: end.kind === "complete" };
    // What goes wrong before the first step cannot go wrong sooner.
    if (end.finding.cost.steps >= finding.cost.steps) return { finding, shortest: true };
    finding = end.finding;
  }
}

/** Takes choices back one after the other, for as long as what is left still breaks a promise. */
async function simplify(lab: Lab, limits: RunLimits, found: Finding, budget: Budget): Promise<Finding> {
  let finding = found;
  for (let at = finding.choices.length - 1; at >= 0 && budget.left > 0; at -= 1) {
    const choice = finding.choices[at] ?? 0;
    if (choice === 0) continue;
    const others = [
      [...finding.choices.slice(0, at), 0, ...finding.choices.slice(at + 1)],
      [...finding.choices.slice(0, at), 0],
      [...finding.choices.slice(0, at), ...finding.choices.slice(at + 1)],
    ];
    for (const choices of others) {
      const simpler = await attempt(lab, limits, new Follow(choices), budget);
      if (simpler === undefined || compareCosts(simpler.cost, finding.cost) >= 0) continue;
      finding = simpler;
      break;
    }
  }
  return finding;
}
