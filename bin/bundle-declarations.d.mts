/** Puts the declaration files of a folder into one module. */
export function bundleDeclarations(folder: string): Promise<string>;
