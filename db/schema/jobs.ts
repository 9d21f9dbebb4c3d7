import { sql } from "drizzle-orm";
import {
  check,
  index,
  integer,
  jsonb,
  pgTable,
  smallint,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { databaseNow, instant } from "./columns.ts";
import { projects } from "./projects.ts";
import { templateVersions } from "./template-versions.ts";
import { templates } from "./templates.ts";
import { users } from "./users.ts";

/** The lasting thing a person schedules: what it does and by which rules. Where it stands in time is `job_clocks`. */
export const jobs = pgTable(
  "jobs",
  {
    id: uuid("id").primaryKey(),
    projectId: uuid("project_id")
      .notNull()
      .references(() => projects.id),
    key: text("key").notNull(),
    name: text("name").notNull(),
    description: text("description").notNull().default(""),
    templateId: uuid("template_id")
      .notNull()
      .references(() => templates.id),
    /** The pinned version; null follows the latest. */
    templateVersion: integer("template_version"),
    /** The version in use, moved with the template when none is pinned. */
    templateVersionId: uuid("template_version_id")
      .notNull()
      .references(() => templateVersions.id),
    params: jsonb("params").notNull(),
    tags: text("tags").array().notNull().default(sql`'{}'`),
    pool: text("pool").notNull().default("default"),
    priority: smallint("priority").notNull().default(0),
    schedule: jsonb("schedule").notNull(),
    /** As given, partial; the rest comes from the template and the defaults. */
    policies: jsonb("policies").notNull(),
    concurrencyGroup: jsonb("concurrency_group"),
    /** Version of the definition: the ETag. */
    version: integer("version").notNull().default(1),
    /** A pause of the job's own; that of its project is in `project_pauses`. */
    pausedAt: instant("paused_at"),
    pausedUntil: instant("paused_until"),
    pausedBy: uuid("paused_by").references(() => users.id),
    pauseNote: text("pause_note"),
    createdBy: uuid("created_by").references(() => users.id),
    createdAt: instant("created_at").notNull().default(databaseNow),
    updatedAt: instant("updated_at").notNull().default(databaseNow),
    deletedAt: instant("deleted_at"),
  },
  (t) => [
    uniqueIndex("jobs_key_unique").on(t.projectId, t.key).where(sql`${t.deletedAt} is null`),
    index("jobs_newest")
      .on(t.projectId, t.createdAt.desc(), t.id.desc())
      .where(sql`${t.deletedAt} is null`),
    index("jobs_of_project").on(t.projectId, t.id),
    index("jobs_template").on(t.templateId).where(sql`${t.deletedAt} is null`),
    check(
      "jobs_pause_has_a_beginning",
      sql`${t.pausedAt} is not null or (${t.pausedUntil} is null and ${t.pausedBy} is null and ${t.pauseNote} is null)`,
    ),
    check("jobs_key_shape", sql`${t.key} ~ '^[a-z0-9][a-z0-9-]{0,99}$'`),
  ],
);
