import { z } from "zod";
import { instant, instantInput, integerText, projectInput } from "./common.ts";

const dstInput = z.strictObject({
  gap: z.enum(["next", "shift", "skip"]).optional(),
  fold: z.enum(["first", "second", "both"]).optional(),
});

const dst = z.strictObject({
  gap: z.enum(["next", "shift", "skip"]),
  fold: z.enum(["first", "second", "both"]),
});

const zoneInput = { timeZone: z.string().min(1).max(100).optional(), dst: dstInput.optional() };

/** A moment as people write it; the domain reads it. */
const moment = z.string().min(1).max(100);

const windowInput = {
  startAt: moment.nullable().optional(),
  endAt: moment.nullable().optional(),
  jitterSeconds: z.number().min(0).max(86_400).optional(),
  calendars: z.array(z.string().min(1).max(100)).max(20).optional(),
  onExcluded: z.enum(["skip", "move"]).optional(),
};

/**
 * A schedule as people give it. Only its shape is checked here; expressions, durations, zones and moments are
 * the domain's business, which reports faults at the same pointers.
 */
export const scheduleInput = z
  .discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("cron"),
      // The domain refuses a longer one, and says at which position it gets too long.
      expression: z.string().min(1).meta({ maxLength: 500 }),
      ...zoneInput,
      ...windowInput,
    }),
    z.strictObject({
      kind: z.literal("interval"),
      every: z.string().min(1).max(100),
      anchor: moment.optional(),
      ...zoneInput,
      ...windowInput,
    }),
    z
      .strictObject({
        kind: z.literal("once"),
        at: moment.optional(),
        in: z.string().min(1).max(100).optional(),
        ...zoneInput,
      })
      .refine(
        (once) => (once.at === undefined) !== (once.in === undefined),
        "needs either at (a moment) or in (a delay such as 2m)",
      ),
    z.strictObject({ kind: z.literal("manual") }),
  ])
  .meta({ id: "ScheduleInput" });
export type ScheduleInput = z.infer<typeof scheduleInput>;

const zoned = { timeZone: z.string(), dst };
const window = {
  startAt: z.string().nullable(),
  endAt: z.string().nullable(),
  jitterSeconds: z.number(),
  calendars: z.array(z.string()),
  /** Only where slots that a calendar excludes move to the next allowed day. */
  onExcluded: z.literal("move").optional(),
};

/** A schedule as it is kept: every default written out. */
export const scheduleView = z
  .discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("cron"), expression: z.string(), ...zoned, ...window }),
    z.strictObject({
      kind: z.literal("interval"),
      every: z.string(),
      anchor: z.string(),
      ...zoned,
      ...window,
    }),
    z.strictObject({ kind: z.literal("once"), at: z.string(), timeZone: z.string() }),
    z.strictObject({ kind: z.literal("manual") }),
  ])
  .meta({ id: "Schedule" });
export type ScheduleView = z.infer<typeof scheduleView>;

export const previewBody = z.strictObject({
  /** Whose calendars the schedule names. */
  project: projectInput,
  schedule: scheduleInput,
  from: instantInput.optional(),
  count: z.int().min(1).max(1000).optional(),
});
export type PreviewBody = z.infer<typeof previewBody>;

export const occurrence = z
  .strictObject({
    at: instant,
    /** Wall clock of the schedule's zone, without an offset. */
    local: z.string(),
    /** Such as `+02:00`. */
    offset: z.string(),
    notes: z.array(z.enum(["dst_gap", "dst_fold", "merged"])),
    /** The excluded moment it was moved from (K1). */
    movedFrom: instant.optional(),
  })
  .meta({ id: "Occurrence" });
export type Occurrence = z.infer<typeof occurrence>;

export const previewWarning = z.strictObject({
  code: z.string(),
  at: instant.nullable(),
  message: z.string(),
});

/** What a schedule means: in words, as the moments it fires, and what is odd about it. */
export const previewView = z
  .strictObject({
    description: z.string(),
    occurrences: z.array(occurrence),
    warnings: z.array(previewWarning),
  })
  .meta({ id: "Preview" });
export type PreviewView = z.infer<typeof previewView>;

export const occurrencesQuery = z.strictObject({
  project: projectInput,
  from: instantInput.optional(),
  to: instantInput.optional(),
  limit: integerText(1, 1000).optional(),
});
export type OccurrencesQuery = z.infer<typeof occurrencesQuery>;
