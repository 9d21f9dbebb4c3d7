import { sql } from "drizzle-orm";
import type { Db } from "../client.ts";
import { rowsOf } from "../sql.ts";

/** The state of planning and running at one moment. Every part is answered by an index or a small table. */
export type Figures = {
  readonly dueJobs: number;
  /** Age of the oldest slot not yet decided. */
  readonly plannerLagSeconds: number;
  readonly liveRuns: Readonly<Record<string, number>>;
  readonly heldRuns: number;
  /** How long the run that waits longest for a worker could have started already. */
  readonly oldestWaitSeconds: number;
  readonly finishedRuns: Readonly<Record<string, number>>;
  readonly latenessSeconds: number;
  readonly workers: number;
  readonly slots: number;
  readonly slotsUsed: number;
  readonly lastEvent: number;
  /** Jobs whose ledger does not add up. */
  readonly unbalancedJobs: number;
  /** Age of the round over all ledgers that was completed last; null before the first was. */
  readonly ledgerRoundSeconds: number | null;
};

/** Reads the figures; a worker counts when heard of within `aliveSeconds`. */
export async function readFigures(db: Db, aliveSeconds: number): Promise<Figures> {
  const rows = await rowsOf<Figures>(
    db,
    sql`
    with due as (
      select count(*)::int as n, min(next_fire_at) as oldest from job_clocks where next_fire_at <= punctual_now()
    ),
    live as (
      select status, count(*)::int as n,
        count(*) filter (where held_reason is not null)::int as held,
        min(available_at) filter (where status = 'pending' and held_reason is null) as oldest
      from runs where status in ('pending', 'running', 'cancelling') group by status
    ),
    finished as (
      select status, sum(runs)::float8 as n, sum(lateness_ms)::float8 as lateness from run_hour_stats group by status
    ),
    alive as (
      select count(*)::int as n, coalesce(sum(slots), 0)::int as slots, coalesce(sum(slots_used), 0)::int as used
      from workers
      where kind = 'internal' and stopped_at is null and heartbeat_at > punctual_now() - make_interval(secs => ${aliveSeconds})
    )
    select
      (select n from due) as "dueJobs",
      coalesce((select extract(epoch from punctual_now() - oldest) from due), 0)::float8 as "plannerLagSeconds",
      coalesce((select jsonb_object_agg(status, n) from live), '{}') as "liveRuns",
      coalesce((select sum(held) from live), 0)::int as "heldRuns",
      greatest(coalesce((select extract(epoch from punctual_now() - min(oldest)) from live), 0), 0)::float8
        as "oldestWaitSeconds",
      coalesce((select jsonb_object_agg(status, n) from finished), '{}') as "finishedRuns",
      coalesce((select sum(lateness) / 1000 from finished), 0)::float8 as "latenessSeconds",
      (select n from alive) as workers, (select slots from alive) as slots, (select used from alive) as "slotsUsed",
      coalesce((select max(seq) from events), 0)::float8 as "lastEvent",
      (select count(*)::int from ledger_findings where resolved_at is null) as "unbalancedJobs",
      (select extract(epoch from punctual_now() - completed_at)::float8 from ledger_round) as "ledgerRoundSeconds"`,
  );
  const [figures] = rows;
  if (figures === undefined) throw new Error("the database did not answer the query for figures");
  return figures;
}
