import { sql } from "drizzle-orm";
import type { Db } from "../client.ts";
import { anyOf } from "../keyset.ts";
import { rowsOf } from "../sql.ts";

/** A worker outside as it shows itself with a claim. */
export type ExternalWorker = {
  /** Id for its row, where it has none yet. */
  readonly id: string;
  /** The token or person it claims with. */
  readonly claimantId: string;
  readonly name: string;
  readonly version: string;
  readonly pool: string;
  readonly tasks: readonly string[] | null;
  /** Runs it would take now, beside those it holds. */
  readonly free: number;
};

/** A row of a worker outside. */
export type EnteredWorker = { readonly id: string; readonly draining: boolean };

/** Enters a worker outside, or notes that it lives and what it asks for now. A new or returned one is told of. */
export async function enterExternalWorker(db: Db, worker: ExternalWorker): Promise<EnteredWorker> {
  const [row] = await rowsOf<EnteredWorker>(
    db,
    sql`
    with before as (
      select id, stopped_at from workers where claimant_id = ${worker.claimantId}::uuid and name = ${worker.name}
    ),
    held as (
      select count(*)::int as n from runs join before on before.id = runs.worker_id
      where handed_over_at is not null and finished_at is null
    ),
    entered as (
      insert into workers as w (id, kind, claimant_id, name, version, pools, tasks, slots, slots_used)
      select ${worker.id}::uuid, 'external', ${worker.claimantId}::uuid, ${worker.name}, ${worker.version},
        array[${worker.pool}], ${worker.tasks === null ? sql`null::text[]` : anyOf(worker.tasks, "text")},
        held.n + ${worker.free}::int, held.n
      from held
      on conflict (claimant_id, name) where claimant_id is not null do update set
        version = excluded.version, pools = excluded.pools, tasks = excluded.tasks, slots = excluded.slots,
        slots_used = excluded.slots_used, heartbeat_at = punctual_now(), stopped_at = null
      returning w.id, w.name, w.draining
    ),
    told as (
      insert into events (at, type, data)
      select punctual_now(), 'worker.updated', jsonb_build_object('id', id, 'name', name, 'status', 'online') from entered
      where not exists (select from before where stopped_at is null)
    )
    select id, draining from entered`,
  );
  if (row === undefined) throw new Error("the database did not answer the entry of a worker");
  return row;
}

/** Notes that workers outside live; answers those there are, and whether they are asked to drain. */
export function touchExternalWorkers(db: Db, ids: readonly string[]): Promise<EnteredWorker[]> {
  return rowsOf<EnteredWorker>(
    db,
    sql`update workers set heartbeat_at = punctual_now(), stopped_at = null
      where id = any(${anyOf(ids, "uuid")}) and kind = 'external' returning id, draining`,
  );
}
