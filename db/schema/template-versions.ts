import { integer, json, jsonb, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { databaseNow, instant } from "./columns.ts";
import { templates } from "./templates.ts";
import { users } from "./users.ts";

/** One immutable version of a template. Rows are never updated, so any process may cache them for ever. */
export const templateVersions = pgTable(
  "template_versions",
  {
    id: uuid("id").primaryKey(),
    templateId: uuid("template_id")
      .notNull()
      .references(() => templates.id),
    version: integer("version").notNull(),
    name: text("name").notNull(),
    description: text("description").notNull(),
    /** `json`, not `jsonb`: forms show the fields in the order their author wrote them. */
    parameters: json("parameters").notNull(),
    config: json("config").notNull(),
    policies: jsonb("policies").notNull(),
    comment: text("comment"),
    createdBy: uuid("created_by").references(() => users.id),
    createdAt: instant("created_at").notNull().default(databaseNow),
  },
  (t) => [uniqueIndex("template_versions_unique").on(t.templateId, t.version)],
);
