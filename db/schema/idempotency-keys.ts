import { index, integer, jsonb, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { databaseNow, instant } from "./columns.ts";

/** Answers already given, by caller and key, so that a repeated POST creates nothing twice. */
export const idempotencyKeys = pgTable(
  "idempotency_keys",
  {
    /** Principal, method and path the key belongs to. */
    scope: text("scope").notNull(),
    key: text("key").notNull(),
    bodyHash: text("body_hash").notNull(),
    /** Null while the first call is still under way. */
    status: integer("status"),
    headers: jsonb("headers"),
    body: jsonb("body"),
    createdAt: instant("created_at").notNull().default(databaseNow),
  },
  (t) => [primaryKey({ columns: [t.scope, t.key] }), index("idempotency_keys_age").on(t.createdAt)],
);
