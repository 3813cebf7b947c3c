/** Bundles the command line and the judge into `dist/`. */
export function build(root: string): Promise<void>;
/** Writes `kit.d.ts` into a folder. */
export function buildKitTypes(root: string, out: string): Promise<void>;
