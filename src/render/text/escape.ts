import { neutralise } from "./neutralise.ts";

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Text as it stands in a drawing: nothing in it is markup, and nothing steers whoever shows it. */
export const escape = (text: string): string =>
  neutralise(text).replace(/[&<>"]/g, (character) => ENTITIES[character] ?? "");
