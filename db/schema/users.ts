import { sql } from "drizzle-orm";
import { check, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { databaseNow, instant } from "./columns.ts";
import { projects } from "./projects.ts";

/** A person. `passwordHash` is a PHC string, null for people who only come through a provider. */
export const users = pgTable(
  "users",
  {
    id: uuid("id").primaryKey(),
    email: text("email").notNull(),
    name: text("name").notNull(),
    passwordHash: text("password_hash"),
    role: text("role", { enum: ["admin", "member"] })
      .notNull()
      .default("member"),
    defaultProjectId: uuid("default_project_id")
      .notNull()
      .references(() => projects.id),
    disabledAt: instant("disabled_at"),
    createdAt: instant("created_at").notNull().default(databaseNow),
  },
  (t) => [
    uniqueIndex("users_email_unique").on(sql`lower(${t.email})`),
    check("users_role_known", sql`${t.role} in ('admin', 'member')`),
  ],
);
