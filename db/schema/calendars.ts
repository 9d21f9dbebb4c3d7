import { sql } from "drizzle-orm";
import {
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { databaseNow, instant } from "./columns.ts";
import { jobs } from "./jobs.ts";
import { projects } from "./projects.ts";
import { users } from "./users.ts";

/** Days and hours on which jobs that name the calendar do not fire (K1). */
export const calendars = pgTable(
  "calendars",
  {
    id: uuid("id").primaryKey(),
    projectId: uuid("project_id")
      .notNull()
      .references(() => projects.id),
    slug: text("slug").notNull(),
    name: text("name").notNull(),
    description: text("description").notNull().default(""),
    entries: jsonb("entries").notNull(),
    version: integer("version").notNull().default(1),
    createdBy: uuid("created_by").references(() => users.id),
    createdAt: instant("created_at").notNull().default(databaseNow),
    updatedAt: instant("updated_at").notNull().default(databaseNow),
  },
  (t) => [
    uniqueIndex("calendars_slug_unique").on(t.projectId, t.slug),
    index("calendars_newest").on(t.projectId, t.createdAt.desc(), t.id.desc()),
    check("calendars_slug_shape", sql`${t.slug} ~ '^[a-z0-9][a-z0-9-]{0,62}$'`),
  ],
);

/** Which jobs name which calendars: a calendar in use is not deleted, and its change finds whom it concerns. */
export const jobCalendars = pgTable(
  "job_calendars",
  {
    jobId: uuid("job_id")
      .notNull()
      .references(() => jobs.id),
    calendarId: uuid("calendar_id")
      .notNull()
      .references(() => calendars.id),
  },
  (t) => [
    primaryKey({ columns: [t.jobId, t.calendarId] }),
    index("job_calendars_of_calendar").on(t.calendarId, t.jobId),
  ],
);
