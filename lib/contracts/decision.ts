import { z } from "zod";
import { MISFIRE_POLICIES, OVERLAP_POLICIES } from "../domain/policies.ts";
import { id, instant } from "./common.ts";

const misfire = z.strictObject({
  policy: z.enum(MISFIRE_POLICIES),
  /** Of the slot, or the first of a common row, when it was judged. */
  ageSeconds: z.number(),
  /** Null in a pause. */
  graceSeconds: z.number().nullable(),
  windowSeconds: z.number(),
  maxRuns: z.int(),
});

const pause = z.strictObject({
  of: z.enum(["job", "project"]),
  since: instant,
  endedAt: instant,
  until: instant.nullable(),
  by: id.nullable(),
  note: z.string().nullable(),
});

const overlap = z.strictObject({
  policy: z.enum(OVERLAP_POLICIES),
  limit: z.int().nullable(),
  active: z.int(),
  held: z.int(),
});

const wait = z.strictObject({
  for: z.enum(["overlap", "concurrency"]),
  behind: id,
  since: instant,
  until: instant.nullable(),
  group: z.strictObject({ key: z.string(), limit: z.int(), taken: z.int() }).optional(),
});

/** What a run was decided on; `docs/domain.md` says which part goes with which `reason`. */
export const runDecision = z
  .strictObject({
    calendar: z.string().optional(),
    entry: z.int().optional(),
    name: z.string().optional(),
    movedFrom: instant.optional(),
    jitterMs: z.int().optional(),
    misfire: misfire.optional(),
    catchUp: z.enum(["latest", "all"]).optional(),
    coalescedInto: id.optional(),
    pause: pause.optional(),
    overlap: overlap.optional(),
    inTheWay: id.optional(),
    waits: z.array(wait).optional(),
    replacedBy: id.optional(),
  })
  .meta({ id: "RunDecision", description: "What the verdict was decided on" });
