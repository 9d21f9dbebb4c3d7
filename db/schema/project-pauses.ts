import { sql } from "drizzle-orm";
import { check, index, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { databaseNow, instant } from "./columns.ts";
import { projects } from "./projects.ts";
import { users } from "./users.ts";

/** The pauses of whole projects, past and present; at most one of a project has no end yet. */
export const projectPauses = pgTable(
  "project_pauses",
  {
    id: uuid("id").primaryKey(),
    projectId: uuid("project_id")
      .notNull()
      .references(() => projects.id),
    pausedAt: instant("paused_at").notNull().default(databaseNow),
    /** When it ends by itself. */
    until: instant("until"),
    resumedAt: instant("resumed_at"),
    /** What the person who ended it wants done with its slots (P3); null leaves it to each job's policy. */
    missed: text("missed", { enum: ["skip", "latest", "all"] }),
    note: text("note"),
    pausedBy: uuid("paused_by").references(() => users.id),
    resumedBy: uuid("resumed_by").references(() => users.id),
  },
  (t) => [
    uniqueIndex("project_pauses_one_open").on(t.projectId).where(sql`${t.resumedAt} is null`),
    // Finds the pauses that a job has not been planned past, of which there are seldom any.
    index("project_pauses_by_end").on(
      t.projectId,
      sql`coalesce(${t.resumedAt}, 'infinity'::timestamptz)`,
    ),
    check(
      "project_pauses_ends_after_it_began",
      sql`${t.resumedAt} is null or ${t.resumedAt} >= ${t.pausedAt}`,
    ),
  ],
);
