import type { RecordedEvent } from "../../src/kit/index.ts";

/** Everything that a reader gets who goes on after the last event of each page. */
export async function pages(
  read: (after: number) => Promise<readonly RecordedEvent[]>,
  position: "globalPosition" | "streamPosition",
): Promise<readonly RecordedEvent[]> {
  const all: RecordedEvent[] = [];
  for (;;) {
    const page = await read(all.at(-1)?.[position] ?? 0);
    if (page.length === 0) return all;
    all.push(...page);
  }
}
