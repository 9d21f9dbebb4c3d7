import { bigint, index, jsonb, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { databaseNow, instant } from "./columns.ts";

/** What happened, written in the transaction that made it happen. `seq` is the stream's cursor. */
export const events = pgTable(
  "events",
  {
    seq: bigint("seq", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    at: instant("at").notNull().default(databaseNow),
    type: text("type").notNull(),
    projectId: uuid("project_id"),
    jobId: uuid("job_id"),
    runId: uuid("run_id"),
    data: jsonb("data").notNull(),
  },
  (t) => [index("events_age").using("brin", t.at)],
);
