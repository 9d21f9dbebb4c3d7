import { bigint, date, integer, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { instant } from "./columns.ts";

/** Final states per project and hour of finishing: charts and counts read this, never the runs. */
export const runHourStats = pgTable(
  "run_hour_stats",
  {
    projectId: uuid("project_id").notNull(),
    hour: instant("hour").notNull(),
    status: text("status").notNull(),
    runs: integer("runs").notNull(),
    slots: integer("slots").notNull(),
    durationMs: bigint("duration_ms", { mode: "number" }).notNull(),
    latenessMs: bigint("lateness_ms", { mode: "number" }).notNull(),
    maxLatenessMs: integer("max_lateness_ms").notNull(),
  },
  (t) => [primaryKey({ columns: [t.projectId, t.hour, t.status] })],
);

/**
 * Final states per job and UTC day of `scheduledFor`. `runs` and durations are of all runs; `slots` are of the schedule
 * alone, and only those that have a row of their own: rows of many slots span days, are few, and stay in `runs`.
 */
export const jobDayStats = pgTable(
  "job_day_stats",
  {
    jobId: uuid("job_id").notNull(),
    day: date("day").notNull(),
    status: text("status").notNull(),
    runs: integer("runs").notNull(),
    slots: integer("slots").notNull(),
    durationMs: bigint("duration_ms", { mode: "number" }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.jobId, t.day, t.status] })],
);
