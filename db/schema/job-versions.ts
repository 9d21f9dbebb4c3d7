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
    /** Everything else of the definition, for comparison. */
    rest: jsonb("rest").notNull(),
    createdBy: uuid("created_by").references(() => users.id),
    createdAt: instant("created_at").notNull().default(databaseNow),
  },
  (t) => [primaryKey({ columns: [t.jobId, t.version] })],
);
