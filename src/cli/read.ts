import { findExercise, findLesson, loadCatalogue, type Catalogue, type Lesson } from "../catalogue/index.ts";
import {
  findSection,
  renderGuide,
  renderGuideList,
  sectionBlocks,
  sectionHeadings,
  type FoundSection,
} from "../render/guide/index.ts";
import { readArguments } from "./arguments.ts";
import { UserError } from "./errors.ts";
import type { CommandContext } from "./io.ts";
import { loadGuide } from "./read/guide-cache.ts";

/** Shows a lesson's guide: paged where someone is there to turn the pages, printed as it is elsewhere. */
export async function run(args: readonly string[], { root, io }: CommandContext): Promise<number> {
  const { positionals, values } = readArguments(args, {
    command: "read",
    options: { section: { type: "string" }, "no-pager": { type: "boolean" } },
    positionals: { min: 0, max: 2 },
  });
  const [named = "", positional] = positionals;
  if (named === "cheatsheet") return (await import("./read/cheatsheet.ts")).readCheatSheet({ root, io });
  const catalogue = await loadCatalogue(root);
  if (named === "") {
    const written = catalogue.lessons.filter(({ guide }) => guide !== undefined);
    io.print(renderGuideList(written, { color: io.color, columns: io.columns }));
    return 0;
  }
  const [query = "", anchor] = named.split("#");
  const lesson = requireLesson(catalogue, query);
  if (lesson.guide === undefined)
    throw new UserError(`The guide of ${lesson.slug} is not written yet. \`npm run read\` lists those that are.`);
  const blocks = await loadGuide(root, lesson.guide, lesson.slug);
  const headings = sectionHeadings(blocks);
  const section = values.section ?? positional ?? anchor;
  const found = section === undefined ? undefined : findSection(headings, section);
  if (found?.kind === "unknown") throw unknownSection(lesson, section ?? "", found);
  // Loading the highlighter takes as long as everything else together.
  const highlight = io.color ? (await import("../render/guide/highlight.ts")).highlight : undefined;
  if (!io.interactive || values["no-pager"] === true) {
    const asked = found === undefined ? blocks : sectionBlocks(blocks, headings, found.heading);
    io.print(renderGuide(asked, { color: io.color, columns: io.columns }, highlight).lines.join("\n"));
    return 0;
  }
  const { page } = await import("./pager/page.ts");
  return page({
    title: `${String(lesson.number)}. ${lesson.title}`,
    render: (columns) => renderGuide(blocks, { color: io.color, columns }, highlight),
    anchor: found?.heading.anchor,
    color: io.color,
  });
}

/** The lesson that is meant; an exercise's id means the lesson that it belongs to. */
function requireLesson(catalogue: Catalogue, query: string): Lesson {
  const found = findLesson(catalogue, query);
  if (found.kind === "found") return found.value;
  const exercise = findExercise(catalogue, query);
  const lesson =
    exercise.kind === "found" ? catalogue.lessons.find(({ slug }) => slug === exercise.value.lesson) : undefined;
  if (lesson !== undefined) return lesson;
  if (found.kind === "ambiguous")
    throw new UserError(`"${query}" could be ${join(found.names)}. Write more of the name.`);
  throw new UserError(
    `There is no lesson "${query}". Did you mean ${join(found.nearest)}? \`npm run read\` lists the guides.`,
  );
}

function unknownSection(
  { slug }: Lesson,
  section: string,
  { nearest, anchors }: Extract<FoundSection, { readonly kind: "unknown" }>,
): UserError {
  const guess = nearest === undefined ? "" : ` Did you mean ${nearest}?`;
  return new UserError(
    `The guide of ${slug} has no section "${section}".${guess} Its sections are ${anchors.join(", ")}.`,
  );
}

const join = (names: readonly string[]): string =>
  names.length < 2 ? (names[0] ?? "") : `${names.slice(0, -1).join(", ")} or ${names.at(-1) ?? ""}`;
