/**
 * How many cases a law draws that is not the exercise's main one. With a thousand for each of them, the lesson
 * would take longer than a learner waits; `--thorough` draws over three thousand.
 */
export const SIDE_LAW = { runs: 300 };
