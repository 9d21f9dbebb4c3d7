import { index, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { databaseNow, instant } from "./columns.ts";
import { jobs } from "./jobs.ts";
import { projects } from "./projects.ts";
import { users } from "./users.ts";

/** Addresses under which calendar programs read the upcoming occurrences of a job, or of a whole project. */
export const calendarFeeds = pgTable(
  "calendar_feeds",
  {
    id: uuid("id").primaryKey(),
    projectId: uuid("project_id")
      .notNull()
      .references(() => projects.id),
    /** Null: all jobs of the project. */
    jobId: uuid("job_id").references(() => jobs.id),
    name: text("name").notNull(),
    /** Keyed hash of the token in the address; the token itself is shown once. */
    tokenHash: text("token_hash").notNull(),
    createdBy: uuid("created_by").references(() => users.id),
    createdAt: instant("created_at").notNull().default(databaseNow),
  },
  (t) => [
    uniqueIndex("calendar_feeds_token_unique").on(t.tokenHash),
    index("calendar_feeds_newest").on(t.projectId, t.createdAt.desc(), t.id.desc()),
  ],
);
