import type { Verdict } from "../../judge/index.ts";

/** The answer that a failure is about. */
export type Subject = Pick<Verdict, "exercise" | "file">;
