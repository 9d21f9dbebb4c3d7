import { sql } from "drizzle-orm";
import { check, jsonb, pgTable, primaryKey, smallint, text, uuid } from "drizzle-orm/pg-core";
import { instant } from "./columns.ts";

/**
 * A try that has ended; the one under way stands in its run. Written once, by the very statement that ends it,
 * which is why there is no foreign key: the check would cost more than the row. Retention removes both.
 */
export const attempts = pgTable(
  "attempts",
  {
    runId: uuid("run_id").notNull(),
    attempt: smallint("attempt").notNull(),
    workerId: uuid("worker_id").notNull(),
    startedAt: instant("started_at").notNull(),
    finishedAt: instant("finished_at").notNull(),
    outcome: text("outcome", {
      enum: ["completed", "failed", "timed_out", "cancelled", "lost"],
    }).notNull(),
    errorCode: text("error_code"),
    errorMessage: text("error_message"),
    result: jsonb("result"),
    /** The lease a holder outside had, so that a report it repeats is known again; null for our own workers. */
    leaseToken: uuid("lease_token"),
    /** What a worker still reported after its lease was lost; it changed nothing. */
    lateReport: jsonb("late_report"),
  },
  (t) => [
    primaryKey({ columns: [t.runId, t.attempt] }),
    check(
      "attempts_outcome_known",
      sql`${t.outcome} in ('completed','failed','timed_out','cancelled','lost')`,
    ),
  ],
);
