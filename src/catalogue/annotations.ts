/** The `// @name value` lines at the top of a kept answer, in order; a value may go on in the next comment line. */
export function readAnnotations(source: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  let open: string | undefined;
  for (const line of source.split(/\r?\n/)) {
    const comment = /^\/\/ ?(.*)$/.exec(line)?.[1];
    if (comment === undefined) break;
    const [, name, value] = /^@([a-z]+)\s*(.*)$/.exec(comment) ?? [];
    if (name !== undefined && value !== undefined) {
      found.set(name, value.trim());
      open = name;
    } else if (open !== undefined) {
      found.set(open, `${found.get(open) ?? ""} ${comment.trim()}`.trim());
    }
  }
  return found;
}
