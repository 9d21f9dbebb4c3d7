import { sql } from "drizzle-orm";
import type { Asset } from "../../lib/domain/capability.ts";
import type { Db } from "../client.ts";
import { epochMs, rowsOf } from "../sql.ts";

/** How the workers of a pool stand, or all of them. `lastSeenAt` is milliseconds since 1970. */
export type PoolStateRow = {
  readonly live: number;
  readonly draining: number;
  /** Slots of the live ones that do not drain. */
  readonly slots: number;
  readonly slotsUsed: number;
  readonly lastSeenName: string | null;
  readonly lastSeenAt: number | null;
};

/** Which workers are asked about. */
type PoolQuestion = {
  readonly pool: string | null;
  readonly needs?: Asset | null;
  readonly task?: string | null;
};

/** Reads how workers stand; those count as live that were heard of within `aliveSeconds`. A null pool is all of them; `needs` leaves those that have it, `task` those outside that ask for it in place of ours. */
export async function readPoolState(
  db: Db,
  { pool, needs = null, task = null }: PoolQuestion,
  aliveSeconds: number,
): Promise<PoolStateRow> {
  const inPool = pool === null ? sql`true` : sql`pools @> array[${pool}::text]`;
  const able = needs === null ? inPool : sql`${inPool} and capabilities @> array[${needs}::text]`;
  const among =
    task === null
      ? sql`${able} and kind = 'internal'`
      : sql`${able} and kind = 'external' and coalesce(tasks @> array[${task}::text], true)`;
  const [row] = await rowsOf<PoolStateRow>(
    db,
    sql`
    select count(*) filter (where live)::int as live, count(*) filter (where live and draining)::int as draining,
      coalesce(sum(slots) filter (where live and not draining), 0)::int as slots,
      coalesce(sum(slots_used) filter (where live and not draining), 0)::int as "slotsUsed",
      (array_agg(name order by heartbeat_at desc))[1] as "lastSeenName",
      ${epochMs(sql`max(heartbeat_at)`)} as "lastSeenAt"
    from (
      select *, stopped_at is null
        and heartbeat_at > punctual_now() - make_interval(secs => ${aliveSeconds}) as live
      from workers where ${among}
    ) as those`,
  );
  if (row === undefined) throw new Error("an aggregate without groups answered no row");
  return row;
}
