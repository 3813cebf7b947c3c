export { renderCheatSheet } from "./cheatsheet.ts";
export { renderFeedback, type FeedbackOptions } from "./feedback.ts";
export { renderQuestion, type Sight } from "./question.ts";
export { renderStats, type ExerciseCount } from "./stats.ts";
export { renderSummary, type Summary } from "./summary.ts";
export { renderBlocks, renderText } from "./text.ts";
