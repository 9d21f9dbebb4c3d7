import { sql } from "drizzle-orm";
import { check, index, integer, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { databaseNow, instant } from "./columns.ts";
import { projects } from "./projects.ts";
import { users } from "./users.ts";

/** Values jobs use without anybody reading them again: AES-256-GCM, nonce and ciphertext in base64. */
export const secrets = pgTable(
  "secrets",
  {
    id: uuid("id").primaryKey(),
    projectId: uuid("project_id")
      .notNull()
      .references(() => projects.id),
    name: text("name").notNull(),
    /** Goes up with every new value, not with a new key. */
    version: integer("version").notNull().default(1),
    keyId: text("key_id").notNull(),
    nonce: text("nonce").notNull(),
    ciphertext: text("ciphertext").notNull(),
    createdBy: uuid("created_by").references(() => users.id),
    createdAt: instant("created_at").notNull().default(databaseNow),
    updatedAt: instant("updated_at").notNull().default(databaseNow),
    /** To the minute. */
    lastUsedAt: instant("last_used_at"),
  },
  (t) => [
    uniqueIndex("secrets_name_unique").on(t.projectId, t.name),
    index("secrets_newest").on(t.projectId, t.createdAt.desc(), t.id.desc()),
    index("secrets_of_key").on(t.keyId, t.id),
    check("secrets_name_shape", sql`${t.name} ~ '^[A-Za-z_][A-Za-z0-9_]{0,63}$'`),
  ],
);
