import { sql } from "drizzle-orm";
import type { Asset } from "../../lib/domain/capability.ts";
import type { Db } from "../client.ts";
import { rowsOf } from "../sql.ts";

export type WorkerIdentity = {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly pools: readonly string[];
  readonly capabilities?: readonly Asset[];
  readonly slots: number;
};

/** Enters a worker that has just started. */
export async function registerWorker(db: Db, worker: WorkerIdentity): Promise<void> {
  await db.execute(sql`
    with entered as (
      insert into workers (id, name, version, pools, capabilities, slots)
      select ${worker.id}::uuid, ${worker.name}, ${worker.version},
        array(select json_array_elements_text(${JSON.stringify(worker.pools)}::json)),
        array(select json_array_elements_text(${JSON.stringify(worker.capabilities ?? [])}::json)), ${worker.slots}
      on conflict (id) do update set stopped_at = null, heartbeat_at = punctual_now()
      returning id, name
    )
    insert into events (at, type, data)
    select punctual_now(), 'worker.updated', jsonb_build_object('id', id, 'name', name, 'status', 'online') from entered`);
}

/** A sign of life; answers whether the worker is asked to drain. Null when its row is gone. */
export async function beatWorker(
  db: Db,
  id: string,
  slotsUsed: number,
): Promise<{ draining: boolean } | null> {
  const rows = await rowsOf<{ draining: boolean }>(
    db,
    sql`update workers set heartbeat_at = punctual_now(), slots_used = ${slotsUsed}, stopped_at = null
      where id = ${id}::uuid returning draining`,
  );
  return rows[0] ?? null;
}

/** Marks a worker that ended in order. */
export async function stopWorker(db: Db, id: string): Promise<void> {
  await db.execute(sql`
    with gone as (
      update workers set stopped_at = punctual_now(), slots_used = 0 where id = ${id}::uuid returning id, name
    )
    insert into events (at, type, data)
    select punctual_now(), 'worker.updated', jsonb_build_object('id', id, 'name', name, 'status', 'gone') from gone`);
}

/** Marks workers that have not been heard of for `seconds`; answers how many. */
export async function markGoneWorkers(db: Db, seconds: number): Promise<number> {
  const rows = await rowsOf<{ id: string }>(
    db,
    sql`
    with gone as (
      update workers set stopped_at = punctual_now(), slots_used = 0
      where stopped_at is null and heartbeat_at < punctual_now() - make_interval(secs => ${seconds})
      returning id, name
    ),
    told as (
      insert into events (at, type, data)
      select punctual_now(), 'worker.updated', jsonb_build_object('id', id, 'name', name, 'status', 'gone') from gone
    )
    select id from gone`,
  );
  return rows.length;
}
