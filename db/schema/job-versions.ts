import { integer, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { databaseNow, instant } from "./columns.ts";
import { jobs } from "./jobs.ts";
import { users } from "./users.ts";

/** What a job said at each version: its history, and what open runs keep. Rows are never updated. */
export const jobVersions = pgTable(
  "job_versions",
  {
    jobId: uuid("job_id")
      .notNull()
      .references(() => jobs.id),
    version: integer("version").notNull(),
    name: text("name").notNull(),
    params: jsonb("params").notNull(),
    schedule: jsonb("schedule").notNull(),
    policies: jsonb("policies").notNull(),
    /** The instant after which this version's schedule counts; null where it goes on with the schedule before it. */
    countsFrom: instant("counts_from"),
    /** The calendars of a schedule that moves excluded slots, as they were; its slots follow from them. */
    calendars: jsonb("calendars"),
    /** Why the version was made, where no person changed the definition: `tzdata`, `calendar`. */
    cause: text("cause"),
    /** Everything else of the definition, for comparison. */
    rest: jsonb("rest").notNull(),
    createdBy: uuid("created_by").references(() => users.id),
    createdAt: instant("created_at").notNull().default(databaseNow),
  },
  (t) => [primaryKey({ columns: [t.jobId, t.version] })],
);
