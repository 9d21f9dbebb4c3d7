import { index, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { databaseNow, instant } from "./columns.ts";
import { projects } from "./projects.ts";
import { users } from "./users.ts";

/** An API token `pct_<id>_<secret>_<crc>`; only a keyed hash of the secret is kept. */
export const apiTokens = pgTable(
  "api_tokens",
  {
    id: uuid("id").primaryKey(),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id),
    /** Limits the token to one project; null reaches every project of its owner. */
    projectId: uuid("project_id").references(() => projects.id),
    name: text("name").notNull(),
    /** The public part of the token's text, shown in lists. */
    prefix: text("prefix").notNull().unique(),
    secretHash: text("secret_hash").notNull(),
    scopes: text("scopes").array().notNull(),
    /** Pools it may claim runs of; null is all. */
    pools: text("pools").array(),
    expiresAt: instant("expires_at"),
    lastUsedAt: instant("last_used_at"),
    revokedAt: instant("revoked_at"),
    createdAt: instant("created_at").notNull().default(databaseNow),
  },
  (t) => [index("api_tokens_user").on(t.userId, t.createdAt)],
);
