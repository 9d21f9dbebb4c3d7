import { z } from "zod";
import {
  instant,
  instantInput,
  jsonObject,
  projectInput,
  reference,
  slug,
  title,
} from "./common.ts";
import { policiesInput } from "./policies.ts";
import { occurrence, previewWarning, scheduleInput } from "./schedule.ts";

/** A calendar of the project by slug or id, or one that is only tried out. The domain reads its entries. */
const calendarChoice = z.union([
  z.string().min(1).max(100),
  z.strictObject({ slug, name: title(200).optional(), entries: z.array(jsonObject) }),
]);
export type CalendarChoice = z.infer<typeof calendarChoice>;

const definition = {
  schedule: scheduleInput,
  /** Absent: those of `job`, else the defaults. */
  policies: policiesInput.nullable().optional(),
  /** The calendars that judge the slots; absent: those the schedule names. */
  calendars: z.array(calendarChoice).max(20).optional(),
};

const simulated = z.strictObject(definition);
export type SimulatedDefinition = z.infer<typeof simulated>;

export const simulateBody = z.strictObject({
  project: projectInput,
  ...definition,
  from: instantInput,
  to: instantInput,
  /** The other side of the difference. Absent: what is stored of `job`; null: none. */
  compareWith: simulated.nullable().optional(),
  /** Whose runs say how long they take, and whose id feeds `H` and jitter. */
  job: reference.optional(),
  /** Most slots, and most changes of each kind, that are listed one by one; 1,000 when absent. */
  limit: z.int().min(1).max(1000).optional(),
});
export type SimulateBody = z.infer<typeof simulateBody>;

const decision = z.enum(["run", "skipped", "held", "cancels_previous"]);
const rule = z.literal("queue_full").nullable();

const overlap = z.strictObject({
  decision,
  rule,
  /** The slot whose run is in the way. */
  behind: instant.nullable(),
  startsAt: instant.nullable(),
});

const simulatedSlot = z
  .strictObject({
    ...occurrence.shape,
    decision,
    reason: z.enum(["dst_gap", "calendar", "window", "overlap"]).nullable(),
    rule,
    calendar: z.strictObject({ calendar: z.string(), entry: z.int(), name: z.string() }).optional(),
    /** Where it meets another run if runs take a typical (p50) or a long (p95) time. */
    overlaps: z.strictObject({ typical: overlap, slow: overlap }).optional(),
  })
  .meta({ id: "SimulatedSlot" });
export type SimulatedSlotView = z.infer<typeof simulatedSlot>;

const decisions = z.strictObject({
  run: z.int(),
  skipped: z.int(),
  held: z.int(),
  cancelsPrevious: z.int(),
});

/** Exact counts of the whole range; `predicted` covers its first `slots` firing slots, all of them where `until` is null. */
const counts = z
  .strictObject({
    slots: z.int(),
    fires: z.int(),
    calendar: z.int(),
    window: z.int(),
    dstGap: z.int(),
    predicted: z
      .strictObject({
        slots: z.int(),
        until: instant.nullable(),
        typical: decisions,
        slow: decisions,
      })
      .nullable(),
  })
  .meta({ id: "SlotCounts" });
export type SlotCountsView = z.infer<typeof counts>;

const difference = z
  .strictObject({
    added: z.int(),
    removed: z.int(),
    moved: z.int(),
    unchanged: z.int(),
    appear: z.array(occurrence),
    vanish: z.array(occurrence),
    move: z.array(z.strictObject({ from: occurrence, to: occurrence })),
    summary: z.string(),
    /** What the other side would do in the same range. */
    before: counts,
  })
  .meta({ id: "ScheduleDifference" });
export type DifferenceView = z.infer<typeof difference>;

/** What a schedule would do in a range, and what would change by it. */
export const simulationView = z
  .strictObject({
    description: z.string(),
    from: instant,
    to: instant,
    slots: z.array(simulatedSlot),
    counts,
    warnings: z.array(previewWarning),
    nextTransition: z
      .strictObject({ at: instant, offsetBefore: z.string(), offsetAfter: z.string() })
      .nullable(),
    /** How long the job's latest runs took, milliseconds. */
    durations: z
      .strictObject({ runs: z.int(), p50Ms: z.number(), p95Ms: z.number(), meanMs: z.number() })
      .nullable(),
    difference: difference.nullable(),
    /** More slots or changes than are listed; counts are of all. */
    truncated: z.boolean(),
  })
  .meta({ id: "Simulation" });
export type SimulationView = z.infer<typeof simulationView>;
