/** Parts the rule from its schedule: it is in no id and in no schedule, and no shell makes anything of it. */
const BETWEEN = ".";

/** What `replay` takes: which schedule of which rule. */
export const toReplayToken = (rule: string, schedule: string): string => `${rule}${BETWEEN}${schedule}`;

/** The rule and its schedule; nothing where the text is no such token. */
export function fromReplayToken(token: string): { readonly rule: string; readonly schedule: string } | undefined {
  const [, rule, schedule] = /^([a-z0-9-]+)\.(\d+-[0-9a-z_]+)$/.exec(token.trim()) ?? [];
  return rule === undefined || schedule === undefined ? undefined : { rule, schedule };
}
