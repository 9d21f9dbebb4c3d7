import { sql } from "drizzle-orm";
import { boolean, check, integer, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { databaseNow, instant } from "./columns.ts";

/**
 * A process that claims and executes runs. One row per start of one of ours; one per credential and name of those outside,
 * whose starts nobody sees.
 */
export const workers = pgTable(
  "workers",
  {
    id: uuid("id").primaryKey(),
    kind: text("kind", { enum: ["internal", "external"] })
      .notNull()
      .default("internal"),
    /** The token, or person, that an external worker claims with. */
    claimantId: uuid("claimant_id"),
    name: text("name").notNull(),
    version: text("version").notNull(),
    pools: text("pools").array().notNull(),
    /** Tasks an external worker asks for; null is all. */
    tasks: text("tasks").array(),
    /** What it has for runs that need it. */
    capabilities: text("capabilities").array().notNull().default([]),
    slots: integer("slots").notNull(),
    slotsUsed: integer("slots_used").notNull().default(0),
    draining: boolean("draining").notNull().default(false),
    startedAt: instant("started_at").notNull().default(databaseNow),
    heartbeatAt: instant("heartbeat_at").notNull().default(databaseNow),
    stoppedAt: instant("stopped_at"),
  },
  (t) => [
    uniqueIndex("workers_external")
      .on(t.claimantId, t.name)
      .where(sql`${t.claimantId} is not null`),
    check("workers_kind_known", sql`${t.kind} in ('internal','external')`),
    check(
      "workers_claimant_of_external",
      sql`(${t.kind} = 'external') = (${t.claimantId} is not null)`,
    ),
  ],
);
