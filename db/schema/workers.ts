import { boolean, integer, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { databaseNow, instant } from "./columns.ts";

/** A process that claims and executes runs. One row per start of one. */
export const workers = pgTable("workers", {
  id: uuid("id").primaryKey(),
  name: text("name").notNull(),
  version: text("version").notNull(),
  pools: text("pools").array().notNull(),
  slots: integer("slots").notNull(),
  slotsUsed: integer("slots_used").notNull().default(0),
  draining: boolean("draining").notNull().default(false),
  startedAt: instant("started_at").notNull().default(databaseNow),
  heartbeatAt: instant("heartbeat_at").notNull().default(databaseNow),
  stoppedAt: instant("stopped_at"),
});
