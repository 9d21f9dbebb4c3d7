import { sql } from "drizzle-orm";
import { check, index, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { databaseNow, instant } from "./columns.ts";
import { projects } from "./projects.ts";
import { users } from "./users.ts";

/** Who may do what in a project. */
export const projectMembers = pgTable(
  "project_members",
  {
    projectId: uuid("project_id")
      .notNull()
      .references(() => projects.id),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id),
    role: text("role", { enum: ["viewer", "operator", "editor", "owner"] }).notNull(),
    createdAt: instant("created_at").notNull().default(databaseNow),
  },
  (t) => [
    primaryKey({ columns: [t.projectId, t.userId] }),
    index("project_members_user").on(t.userId),
    check(
      "project_members_role_known",
      sql`${t.role} in ('viewer', 'operator', 'editor', 'owner')`,
    ),
  ],
);
