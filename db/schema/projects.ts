import { sql } from "drizzle-orm";
import { check, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { databaseNow, instant } from "./columns.ts";

/** The tenant: templates, jobs and tokens belong to one. */
export const projects = pgTable(
  "projects",
  {
    id: uuid("id").primaryKey(),
    slug: text("slug").notNull().unique(),
    name: text("name").notNull(),
    /** Key of Standard Webhooks signatures, `whsec_…`. */
    signingSecret: text("signing_secret").notNull(),
    createdAt: instant("created_at").notNull().default(databaseNow),
  },
  (t) => [check("projects_slug_shape", sql`${t.slug} ~ '^[a-z0-9][a-z0-9-]{0,62}$'`)],
);
