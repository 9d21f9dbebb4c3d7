import { sql } from "drizzle-orm";
import { boolean, index, integer, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { instant } from "./columns.ts";
import { jobs } from "./jobs.ts";

/**
 * Where a job stands in time, apart from the job so that a firing touches a narrow row with one index: planners look
 * for what is due here and nowhere else. The row is the job's lock.
 */
export const jobClocks = pgTable(
  "job_clocks",
  {
    jobId: uuid("job_id")
      .primaryKey()
      .references(() => jobs.id),
    projectId: uuid("project_id").notNull(),
    /** The job's version; a planner that reads the two in different versions passes the job by. */
    version: integer("version").notNull(),
    /** Next slot to decide; of a paused job the end of its pause; null when a planner has nothing to do. */
    nextFireAt: instant("next_fire_at"),
    /** Every slot up to here has its ledger row (S3). */
    decidedUntil: instant("decided_until").notNull(),
    /** Version of the time-zone data `nextFireAt` was computed with (Z5). */
    tzdata: text("tzdata").notNull(),
    /** Found due in a pause of its project: it has no next instant until that pause ends (P2). */
    parked: boolean("parked").notNull().default(false),
  },
  (t) => [
    index("job_clocks_due").on(t.nextFireAt).where(sql`${t.nextFireAt} is not null`),
    index("job_clocks_parked").on(t.projectId).where(sql`${t.parked}`),
  ],
);
