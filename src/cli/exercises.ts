import { findExercise, loadCatalogue, type Catalogue, type Exercise } from "../catalogue/index.ts";
import { UserError } from "./errors.ts";

/** The one written exercise that `query` means, or a sentence that names what it could be. */
export function requireExercise(catalogue: Catalogue, query: string): Exercise {
  const found = findExercise(catalogue, query);
  if (found.kind === "ambiguous")
    throw new UserError(`"${query}" could be ${list(found.names)}. Write more of the id.`);
  if (found.kind === "unknown")
    throw new UserError(`There is no exercise "${query}". Did you mean ${list(found.nearest)}?`);
  if (!found.value.written)
    throw new UserError(`${found.value.id} is planned but not written yet. \`npm run list\` shows what there is.`);
  return found.value;
}

/** The catalogue, and the exercise that `query` means. */
export async function loadExercise(root: string, query: string): Promise<Exercise> {
  return requireExercise(await loadCatalogue(root), query);
}

const list = (names: readonly string[]): string =>
  names.length < 2 ? (names[0] ?? "") : `${names.slice(0, -1).join(", ")} or ${names.at(-1) ?? ""}`;
