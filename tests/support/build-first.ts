import { fileURLToPath } from "node:url";

/** Tests start real judge processes: they must be built from the sources as they are now. */
export async function setup(): Promise<void> {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  // Plain JavaScript without types: the launcher must run before anything is built.
  const fresh = new URL("../../bin/fresh.cjs", import.meta.url).href;
  const { isStale } = (await import(fresh)) as { isStale: (root: string) => boolean };
  if (!isStale(root)) return;
  const builder = new URL("../../bin/build.mjs", import.meta.url).href;
  const { build } = (await import(builder)) as { build: (root: string) => Promise<void> };
  await build(root);
}
