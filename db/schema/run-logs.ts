import { sql } from "drizzle-orm";
import {
  bigint,
  check,
  index,
  pgTable,
  primaryKey,
  smallint,
  text,
  uuid,
} from "drizzle-orm/pg-core";
import { databaseNow, instant } from "./columns.ts";

/** Lines a run wrote, in order. `seq` counts within the run. No foreign key: see `attempts`. */
export const runLogs = pgTable(
  "run_logs",
  {
    runId: uuid("run_id").notNull(),
    seq: bigint("seq", { mode: "number" }).notNull(),
    attempt: smallint("attempt").notNull(),
    stream: text("stream", { enum: ["stdout", "stderr", "system"] }).notNull(),
    text: text("text").notNull(),
    at: instant("at").notNull().default(databaseNow),
  },
  (t) => [
    primaryKey({ columns: [t.runId, t.seq] }),
    index("run_logs_age").using("brin", t.at),
    check("run_logs_stream_known", sql`${t.stream} in ('stdout','stderr','system')`),
  ],
);
