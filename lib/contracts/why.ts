import { z } from "zod";
import { RUN_STATUSES } from "../domain/run-state.ts";
import { parseMoment } from "../domain/schedule/moment.ts";
import { MOMENT_WHY_CODES, RUN_WHY_CODES } from "../domain/why/verdict.ts";
import { id, instant, jsonObject, projectInput } from "./common.ts";

const release = z
  .strictObject({
    code: z.string(),
    summary: z.string(),
    /** When it will happen, where that is known. */
    at: instant.nullable(),
  })
  .nullable();

const verdict = {
  /** Numbers of the schedule rules that decided, such as `O2` or `P2, P3`. */
  rule: z.string().nullable(),
  /** One sentence for people; its times are of `timeZone`. */
  summary: z.string(),
  /** What the sentence says, as data; which members there are depends on `code`. */
  data: jsonObject,
  /** What would let it go on; null where nothing more will happen. */
  release,
  timeZone: z.string(),
};

/** Why a run stands as it does. `at` is the moment the answer was true at. */
export const runWhyView = z
  .strictObject({
    runId: id,
    status: z.enum(RUN_STATUSES),
    code: z.enum(RUN_WHY_CODES),
    at: instant,
    ...verdict,
  })
  .meta({ id: "RunWhy" });
export type RunWhyView = z.infer<typeof runWhyView>;

const rowHead = z.strictObject({ id, status: z.enum(RUN_STATUSES) }).nullable();
const nearSlot = z.strictObject({ at: instant, run: rowHead }).nullable();

/** Why a job has a run at a moment, or none. `run` is the row of that moment's slot. */
export const jobWhyView = z
  .strictObject({
    jobId: id,
    at: instant,
    code: z.enum([...RUN_WHY_CODES, ...MOMENT_WHY_CODES]),
    ...verdict,
    run: rowHead,
    /** The slots around it, and their rows where they have some. */
    nearest: z.strictObject({ before: nearSlot, after: nearSlot }),
  })
  .meta({ id: "JobWhy" });
export type JobWhyView = z.infer<typeof jobWhyView>;

const LOCAL = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?$/;
const LAST_INSTANT = Date.UTC(2200, 0, 1);

/** A moment as people ask for it: an instant, or a wall-clock time of the schedule's zone. */
const askedMoment = z
  .string()
  .max(100)
  .refine(
    (text) => momentOf(text) !== null,
    "must be an instant such as 2026-01-31T02:00:00Z, or a time of the schedule's zone such as 2026-01-31T02:00, between 1970 and 2200",
  )
  .meta({
    description:
      "RFC 3339 with an offset; without one it is read on the wall clock of the schedule's zone",
    examples: ["2026-01-31T02:00:00Z", "2026-01-31T02:00"],
  });

export const jobWhyQuery = z.strictObject({ project: projectInput, at: askedMoment });

/** What a text asks for, milliseconds since 1970, of a local time as if it were UTC; null when it is no moment. */
export function momentOf(text: string): { readonly local: boolean; readonly ms: number } | null {
  const local = LOCAL.test(text);
  const seconds = local && text.length === "2026-01-31T02:00".length ? ":00" : "";
  const moment = parseMoment(local ? `${text}${seconds}Z` : text);
  if (moment?.kind !== "instant" || moment.at < 0 || moment.at >= LAST_INSTANT) return null;
  return { local, ms: moment.at };
}
