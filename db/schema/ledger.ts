import { sql } from "drizzle-orm";
import { bigint, boolean, check, index, pgTable, uuid } from "drizzle-orm/pg-core";
import { databaseNow, instant } from "./columns.ts";
import { jobs } from "./jobs.ts";

/** Jobs whose ledger does not add up, or did not: what was found last. */
export const ledgerFindings = pgTable(
  "ledger_findings",
  {
    jobId: uuid("job_id")
      .primaryKey()
      .references(() => jobs.id),
    projectId: uuid("project_id").notNull(),
    /** Where it is: from ≤ slot < to. */
    fromAt: instant("from_at").notNull(),
    toAt: instant("to_at").notNull(),
    /** Slots planned less slots that have a row: above 0 rows are missing, below 0 there are too many. */
    difference: bigint("difference", { mode: "number" }).notNull(),
    foundAt: instant("found_at").notNull().default(databaseNow),
    /** Since when it adds up again. */
    resolvedAt: instant("resolved_at"),
  },
  (t) => [
    index("ledger_findings_open").on(t.projectId).where(sql`${t.resolvedAt} is null`),
    check("ledger_findings_range", sql`${t.fromAt} < ${t.toAt}`),
  ],
);

/** How far the round over all jobs has come that checks their ledgers: one row. */
export const ledgerRound = pgTable(
  "ledger_round",
  {
    single: boolean("single").primaryKey().default(true),
    /** The job checked last; the jobs are taken in the order of their ids. */
    afterJob: uuid("after_job").notNull(),
    beganAt: instant("began_at").notNull(),
    /** When the round before this one had been through all jobs. */
    completedAt: instant("completed_at"),
  },
  (t) => [check("ledger_round_single", sql`${t.single}`)],
);
