import type { Catalogue } from "../catalogue/index.ts";
import type { Bank, Card, SourceItem } from "../quiz/index.ts";

/** Where the table is kept. */
export const COVERAGE_FILE = "lessons/coverage.md";

/** What covers an item of the source. */
export interface Coverage {
  readonly item: SourceItem;
  readonly questions: readonly Card[];
  /** Slugs of lessons that have questions about it. */
  readonly lessons: readonly string[];
  /** Ids of exercises that these questions name. */
  readonly exercises: readonly string[];
}

/** Each item of the source, with what covers it. */
export function coverage({ items, cards }: Pick<Bank, "items" | "cards">): readonly Coverage[] {
  return items.map((item) => {
    const questions = cards.filter(({ source }) => source.includes(item.id));
    const drills = questions.flatMap((card) => card.drills.map((drill) => drill.split("#")[0] ?? drill));
    return {
      item,
      questions,
      lessons: [...new Set(questions.map(({ lesson }) => lesson))],
      exercises: [...new Set(drills)].toSorted(),
    };
  });
}

/** The table of it, as Markdown with links. */
export function renderCoverage(bank: Bank, { lessons }: Catalogue): string {
  const folders = new Map(bank.cards.map(({ lesson, file }) => [lesson, file.split("/")[1] ?? ""]));
  const titles = new Map(lessons.map(({ slug, title }) => [slug, title]));
  const guides = new Set(lessons.filter(({ guide }) => guide !== undefined).map(({ slug }) => slug));
  const question = ({ id, file }: Card): string => `[${id}](${file.replace(/^lessons\//, "")}#${id})`;
  const lesson = (slug: string): string => {
    const title = titles.get(slug) ?? slug;
    return guides.has(slug) ? `[${title}](${folders.get(slug) ?? ""}/guide.md)` : title;
  };
  return [
    "# What the course covers",
    "",
    "Each item of the guide that the course grew out of, with the questions, the lessons and the exercises",
    "about it. Made by `npm run verify -- --quiz --update`; do not edit it by hand.",
    "",
    "| item | what it is | questions | lessons | exercises |",
    "| --- | --- | --- | --- | --- |",
    ...coverage(bank).map(
      ({ item, questions, lessons: slugs, exercises }) =>
        `| ${item.id} | ${item.says} | ${questions.map(question).join(", ")} | ${slugs.map(lesson).join(", ")} | ${exercises.join(", ")} |`,
    ),
    "",
  ].join("\n");
}
