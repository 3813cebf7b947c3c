/** The declarations of the language's library that nearly every file is content with. */
export function leanLibrary(text: string): string;
