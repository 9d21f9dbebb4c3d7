import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  index,
  integer,
  pgTable,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { databaseNow, instant } from "./columns.ts";
import { projects } from "./projects.ts";

/** A reusable definition of a task; what it says stands in `template_versions`. Built-in ones have no project. */
export const templates = pgTable(
  "templates",
  {
    id: uuid("id").primaryKey(),
    projectId: uuid("project_id").references(() => projects.id),
    slug: text("slug").notNull(),
    executor: text("executor", { enum: ["http", "email", "container", "external"] }).notNull(),
    builtIn: boolean("built_in").notNull().default(false),
    /** Other projects may read and use it too; administrators say so. */
    shared: boolean("shared").notNull().default(false),
    /** Name of the latest version, kept here so that lists can search it. */
    name: text("name").notNull(),
    latestVersion: integer("latest_version").notNull(),
    archivedAt: instant("archived_at"),
    createdAt: instant("created_at").notNull().default(databaseNow),
    updatedAt: instant("updated_at").notNull().default(databaseNow),
  },
  (t) => [
    uniqueIndex("templates_slug_unique")
      .on(sql`coalesce(${t.projectId}, '00000000-0000-0000-0000-000000000000')`, t.slug)
      .where(sql`${t.archivedAt} is null`),
    // Whoever names a shared template by its slug means one.
    uniqueIndex("templates_shared_slug_unique")
      .on(t.slug)
      .where(sql`${t.shared} and ${t.archivedAt} is null`),
    index("templates_newest").on(t.projectId, t.createdAt.desc(), t.id.desc()),
    check("templates_builtin_is_not_shared", sql`not (${t.builtIn} and ${t.shared})`),
    check("templates_builtin_has_no_project", sql`${t.builtIn} = (${t.projectId} is null)`),
    check(
      "templates_executor_known",
      sql`${t.executor} in ('http', 'email', 'container', 'external')`,
    ),
  ],
);
