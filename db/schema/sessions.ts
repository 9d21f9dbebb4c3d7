import { index, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { databaseNow, instant } from "./columns.ts";
import { users } from "./users.ts";

/** A sign-in, of the browser or of `/auth/login`. Revoked here, whatever a cookie still says. */
export const sessions = pgTable(
  "sessions",
  {
    id: uuid("id").primaryKey(),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id),
    /** Keyed hash of the bearer token; null for browser sessions, whose cookie carries the id in a signed envelope. */
    tokenHash: text("token_hash").unique(),
    userAgent: text("user_agent"),
    address: text("address"),
    /** Id of the provider it began with; null: with a password. */
    provider: text("provider"),
    createdAt: instant("created_at").notNull().default(databaseNow),
    lastSeenAt: instant("last_seen_at").notNull().default(databaseNow),
    expiresAt: instant("expires_at").notNull(),
    revokedAt: instant("revoked_at"),
  },
  (t) => [index("sessions_user").on(t.userId), index("sessions_expiry").on(t.expiresAt)],
);
