/** Puts the declaration files of a folder into one declared module of that name. */
export function bundleDeclarations(folder: string, module: string): Promise<string>;
