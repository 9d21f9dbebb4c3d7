import { sql } from "drizzle-orm";
import { check, index, integer, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { databaseNow, instant } from "./columns.ts";
import { jobs } from "./jobs.ts";
import { users } from "./users.ts";

/** Ranges of a schedule that were run again by hand (B1); the runs name their backfill. */
export const backfills = pgTable(
  "backfills",
  {
    id: uuid("id").primaryKey(),
    projectId: uuid("project_id").notNull(),
    jobId: uuid("job_id")
      .notNull()
      .references(() => jobs.id),
    /** The slots from ≤ slot < to. */
    fromAt: instant("from_at").notNull(),
    toAt: instant("to_at").notNull(),
    overlap: text("overlap").notNull(),
    /** Rows it wrote, those that a gap or a calendar took out included. */
    count: integer("count").notNull(),
    requestedBy: uuid("requested_by").references(() => users.id),
    cancelledBy: uuid("cancelled_by").references(() => users.id),
    cancelledAt: instant("cancelled_at"),
    createdAt: instant("created_at").notNull().default(databaseNow),
  },
  (t) => [
    index("backfills_of_job").on(t.jobId, t.createdAt.desc(), t.id.desc()),
    check("backfills_range", sql`${t.fromAt} < ${t.toAt}`),
  ],
);
