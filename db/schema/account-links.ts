import { sql } from "drizzle-orm";
import { check, index, integer, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { databaseNow, instant } from "./columns.ts";
import { projects } from "./projects.ts";
import { users } from "./users.ts";

/** A link that works once: it invites somebody to make their account, or lets somebody set a new password. */
export const accountLinks = pgTable(
  "account_links",
  {
    id: uuid("id").primaryKey(),
    kind: text("kind", { enum: ["invitation", "reset"] }).notNull(),
    /** Whom it is for; an account made with an invitation has this address. */
    email: text("email").notNull(),
    /** Whose password a reset sets. */
    userId: uuid("user_id").references(() => users.id),
    /** The project an invitation leads to, and as what. */
    projectId: uuid("project_id").references(() => projects.id),
    role: text("role", { enum: ["viewer", "operator", "editor", "owner"] }),
    createdBy: uuid("created_by").references(() => users.id),
    /** Keyed hash of the token whoever made the link was shown; null where it is only mailed. */
    shownHash: text("shown_hash").unique(),
    /** Keyed hash of the token in the latest mail, made when it is sent: no queue ever holds a link that works. */
    mailedHash: text("mailed_hash").unique(),
    /** When it is mailed, next; null: not, or no more. */
    mailAt: instant("mail_at"),
    mailAttempts: integer("mail_attempts").notNull().default(0),
    createdAt: instant("created_at").notNull().default(databaseNow),
    expiresAt: instant("expires_at").notNull(),
    /** Used, withdrawn or replaced: it does not work any more. */
    endedAt: instant("ended_at"),
  },
  (t) => [
    index("account_links_newest").on(t.createdAt.desc(), t.id.desc()),
    index("account_links_user").on(t.userId),
    index("account_links_mail").on(t.mailAt).where(sql`${t.mailAt} is not null`),
    index("account_links_expiry").on(t.expiresAt),
    check("account_links_kind_known", sql`${t.kind} in ('invitation', 'reset')`),
    check("account_links_reset_has_user", sql`(${t.kind} = 'reset') = (${t.userId} is not null)`),
    check("account_links_role_of_project", sql`(${t.projectId} is null) = (${t.role} is null)`),
    check("account_links_role_known", sql`${t.role} in ('viewer', 'operator', 'editor', 'owner')`),
  ],
);
