/**
 * Name and `typeof` of what a stub exports at run time, read from its text: stubs declare plain
 * functions, so that no compiler is needed to list the catalogue. `verify` holds it against the
 * evaluated module.
 */
export function readExports(source: string): Readonly<Record<string, string>> {
  const names: Record<string, string> = {};
  for (const [, name] of source.matchAll(/^export (?:async )?(?:function\*?|class) ([A-Za-z_$][\w$]*)/gm)) {
    if (name !== undefined) names[name] = "function";
  }
  return names;
}
