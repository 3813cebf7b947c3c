import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Lesson } from "../catalogue/index.ts";
import type { Finding } from "./finding.ts";
import { brokenLink, readPage, type Page } from "./guide.ts";

/** A lesson's guide as it was read, and what is wrong with it. */
export interface GuideProof {
  readonly lesson: Lesson;
  readonly page: Page | undefined;
  readonly findings: readonly Finding[];
}

/** Checks a lesson's guide: it exists, its links lead somewhere, and rules and mistakes point at real sections. */
export function proveGuide(root: string, lesson: Lesson): GuideProof {
  const written = lesson.exercises.filter((exercise) => exercise.written);
  const expected =
    lesson.guide ?? join(root, "lessons", `${String(lesson.number).padStart(2, "0")}-${lesson.slug}`, "guide.md");
  if (!existsSync(expected)) {
    const missing: Finding = {
      where: lesson.slug,
      file: expected,
      message: "is missing, and the lesson has exercises.",
    };
    return { lesson, page: undefined, findings: written.length === 0 ? [] : [missing] };
  }
  const page = readPage(expected);
  const findings: Finding[] = [];
  const others = new Map<string, Page>();
  const readOther = (file: string): Page => {
    const known = others.get(file) ?? readPage(file);
    others.set(file, known);
    return known;
  };
  for (const { href, line } of page.links) {
    const broken = brokenLink(page, href, readOther);
    if (broken !== undefined) findings.push({ where: lesson.slug, file: page.file, line, message: broken });
  }
  for (const { line, why } of page.badCharts)
    findings.push({ where: lesson.slug, file: page.file, line, message: `this chart cannot be drawn: ${why}` });
  for (const exercise of written) {
    for (const { id, section } of exercise.rules) {
      if (page.anchors.has(section)) continue;
      findings.push({
        where: exercise.id,
        rule: id,
        file: exercise.files.manifest,
        message: `the guide has no section "${section}".`,
      });
    }
    for (const { file, section } of exercise.mistakes) {
      if (page.anchors.has(section)) continue;
      findings.push({ where: exercise.id, file, message: `the guide has no section "${section}".` });
    }
  }
  return { lesson, page, findings };
}
