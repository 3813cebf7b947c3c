import { paint, wrapWords, type Look } from "../../render/index.ts";

interface Page {
  readonly title: string;
  readonly paragraphs: readonly string[];
}

/** What someone must know who opens the course for the first time. Read in two minutes. */
const PAGES: readonly Page[] = [
  {
    title: "Welcome to Eventlings",
    paragraphs: [
      "You will write the parts of an online shop that is built on events: its messages, its event store, its read models, its queues.",
      "Each lesson is a short guide and a few exercises. An exercise is one file with gaps, and a list of promises that your code must keep.",
      "Your code is not only run, it is attacked: with copies and repeats, and with everything that goes wrong in production. Where a promise breaks, you see the steps that broke it.",
    ],
  },
  {
    title: "Your files",
    paragraphs: [
      "Your files are in the folder workspace, one for each exercise. Open the folder of the course in any editor and write there; nothing else in it needs to change.",
      "The other folders belong to the course. An update of the course never touches what you wrote.",
    ],
  },
  {
    title: "Save, and see",
    paragraphs: [
      "`npm run watch` judges your file each time you save it, before you have looked up. Keep it open beside your editor.",
      "Single keys do the rest: h for a hint, g for the guide, n for the next exercise after a pass, ? for all of them.",
      "There are three hints for each exercise: first a question, then the pattern, then nearly the code. Take them when you need them; nobody counts.",
    ],
  },
  {
    title: "Nothing gets lost",
    paragraphs: [
      "Every answer that was judged is kept in the folder .eventlings, and so is how far you are. `npm run history <exercise>` lists your answers, and `npm run restore` brings one back.",
      "Git ignores both folders, so `git clean -fdX` would delete them.",
      "Go through the lessons in order, or go straight to what you came for: an exercise that you can do already is passed with one save.",
    ],
  },
];

/** Number of pages. */
export const TOUR_LENGTH = PAGES.length;

/** One page of the tour, counted from 0. */
export function renderTourPage(index: number, look: Look): string {
  const page = PAGES[index] ?? { title: "", paragraphs: [] };
  const columns = Math.min(look.columns, 76);
  const last = index === TOUR_LENGTH - 1;
  return [
    paint(look, "bold", page.title),
    paint(look, "dim", `page ${String(index + 1)} of ${String(TOUR_LENGTH)}`),
    "",
    ...page.paragraphs.flatMap((text) => [...wrapWords(text, columns), ""]),
    ...wrapWords(last ? "Press any key to begin." : "Any key goes on, b goes back, s skips the tour.", columns),
  ].join("\n");
}
