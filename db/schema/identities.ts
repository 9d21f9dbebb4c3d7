import { sql } from "drizzle-orm";
import { check, index, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { databaseNow, instant } from "./columns.ts";
import { users } from "./users.ts";

/** Somebody as an OpenID Connect provider knows them: issuer and subject, never the address, say who it is. */
export const identities = pgTable(
  "identities",
  {
    issuer: text("issuer").notNull(),
    subject: text("subject").notNull(),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id),
    /** A `program` got its token for itself: it uses the API and never signs in. */
    kind: text("kind", { enum: ["person", "program"] }).notNull(),
    /** What it was called when last seen: an address, or a client id. */
    label: text("label").notNull(),
    createdAt: instant("created_at").notNull().default(databaseNow),
    lastUsedAt: instant("last_used_at").notNull().default(databaseNow),
  },
  (t) => [
    primaryKey({ columns: [t.issuer, t.subject] }),
    index("identities_user").on(t.userId),
    check("identities_kind_known", sql`${t.kind} in ('person', 'program')`),
  ],
);
