import { z } from "zod";
import { BULK_ACTIONS, BULK_SKIPS } from "../domain/bulk.ts";
import { RUN_STATUSES, TRIGGERS } from "../domain/run-state.ts";
import { id, instantInput, oneOrMore, projectInput, references } from "./common.ts";

/** Runs one call takes; the rest is reached with its `nextCursor`. */
export const MOST_BULK_RUNS = 10_000;
const MOST_IDS = 1_000;
/** Runs beyond those of a call are counted up to this many. */
export const MOST_COUNTED = 100_000;

/** A list written as an array, or as the text with commas that a query would hold. */
const listOf = <T extends z.ZodType<unknown, string>>(text: T, items: object) =>
  z
    .union([z.string(), z.array(z.string())], "must be a list, or text with commas")
    .transform((given) => (typeof given === "string" ? given : given.join(",")))
    .pipe(text)
    .meta({
      override: { anyOf: [{ type: "string" }, { type: "array", items, maxItems: 20 }] },
      description: "a list, or the same as text with commas",
    });

const TEXT = { type: "string" };

const bulkFilter = z
  .strictObject({
    job: listOf(references, TEXT).optional(),
    template: listOf(references, TEXT).optional(),
    backfill: id.optional(),
    status: listOf(oneOrMore(RUN_STATUSES), { type: "string", enum: RUN_STATUSES }).optional(),
    trigger: listOf(oneOrMore(TRIGGERS), { type: "string", enum: TRIGGERS }).optional(),
    from: instantInput.optional(),
    to: instantInput.optional(),
    q: z.string().max(200).optional(),
  })
  .meta({
    id: "BulkFilter",
    description:
      "As the query of the list of runs. Only runs the action applies to match: pending, running and cancelling ones to cancel, final ones to run again. No field at all means every one of the project.",
  });
export type BulkFilter = z.infer<typeof bulkFilter>;

export const bulkBody = z
  .strictObject({
    action: z.enum(BULK_ACTIONS),
    project: projectInput,
    filter: bulkFilter.optional(),
    ids: z.array(id).min(1, "must name at least one run").max(MOST_IDS).optional(),
    cursor: z.uuid("must be a nextCursor of this call, unchanged").optional(),
    dryRun: z.boolean().optional(),
  })
  .refine(
    ({ filter, ids }) => (filter === undefined) !== (ids === undefined),
    "takes filter or ids: one of them, not both",
  )
  .refine(({ ids, cursor }) => ids === undefined || cursor === undefined, {
    path: ["cursor"],
    message: "goes with a filter only",
  })
  .meta({
    description:
      "Takes filter or ids, one of them. cursor goes on where an earlier call with the same filter ended; dryRun counts and changes nothing.",
  });
export type BulkBody = z.infer<typeof bulkBody>;

/** What a call did, or with `dryRun` would do. */
export const bulkView = z
  .strictObject({
    action: z.enum(BULK_ACTIONS),
    matched: z.int(),
    applied: z.int(),
    skipped: z.array(
      z.strictObject({
        id: id.optional(),
        reason: z.enum(BULK_SKIPS).meta({
          description:
            "`not_found` no run of the project has this id · `final` it has ended · `cancelling` it was asked before · `not_final` it has not ended · `job_deleted` nothing runs for its job any more · `overlap` the job's overlap rule recorded the new run as skipped (not known before, so absent with dryRun)",
        }),
        count: z.int(),
      }),
    ),
    dryRun: z.boolean(),
    remaining: z.int(),
    nextCursor: z.string().nullable(),
  })
  .meta({
    id: "BulkOutcome",
    description:
      "matched is applied and all of skipped together, at most 10,000, the newest first. remaining more match beyond those (100,000 means as many or more), reached with nextCursor. Named runs that were skipped have an entry each, with their id; under a filter each reason has one.",
  });
export type BulkView = z.infer<typeof bulkView>;
