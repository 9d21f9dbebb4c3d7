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

/** The lasting thing a person schedules. `nextFireAt` is the schedule: planners look at nothing else. */
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
    /** Version of the definition: the ETag, and the compare-and-set of the planner. */
    version: integer("version").notNull().default(1),
    /** `finished` has no slots left; it can still be run by hand. */
    status: text("status", { enum: ["active", "paused", "finished"] }).notNull(),
    /** Next slot to decide; of a paused job the end of its pause; null when a planner has nothing to do. */
    nextFireAt: instant("next_fire_at"),
    /** Every slot up to here has its ledger row (S3). */
    decidedUntil: instant("decided_until").notNull(),
    /** Version of the time-zone data `nextFireAt` was computed with (Z5). */
    tzdata: text("tzdata").notNull(),
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
    index("jobs_due").on(t.nextFireAt).where(sql`${t.nextFireAt} is not null`),
    index("jobs_newest")
      .on(t.projectId, t.createdAt.desc(), t.id.desc())
      .where(sql`${t.deletedAt} is null`),
    index("jobs_template").on(t.templateId).where(sql`${t.deletedAt} is null`),
    check("jobs_status_known", sql`${t.status} in ('active', 'paused', 'finished')`),
    check("jobs_paused_since", sql`(${t.status} = 'paused') = (${t.pausedAt} is not null)`),
    check(
      "jobs_paused_wakes_at_end",
      sql`${t.status} <> 'paused' or ${t.nextFireAt} is not distinct from ${t.pausedUntil}`,
    ),
    check(
      "jobs_ended_never_fires",
      sql`(${t.deletedAt} is null and ${t.status} <> 'finished') or ${t.nextFireAt} is null`,
    ),
    check("jobs_key_shape", sql`${t.key} ~ '^[a-z0-9][a-z0-9-]{0,99}$'`),
  ],
);
