import { and, desc, eq, type SQL, sql } from "drizzle-orm";
import type { Db, Tx } from "../client.ts";
import type { Keyset } from "../keyset.ts";
import { workers } from "../schema/workers.ts";
import { fromMs, rowsOf } from "../sql.ts";

export type WorkerRow = {
  readonly id: string;
  readonly kind: "internal" | "external";
  readonly name: string;
  readonly version: string;
  readonly pools: string[];
  readonly capabilities: string[];
  /** Tasks an external worker asks for; null is all. */
  readonly tasks: string[] | null;
  readonly slots: number;
  readonly slotsUsed: number;
  readonly draining: boolean;
  readonly startedAt: Date;
  readonly heartbeatAt: Date;
  readonly stoppedAt: Date | null;
  /** Seconds since its last sign of life, to its stop if it stopped. */
  readonly silentSeconds: number;
};

const columns = {
  id: workers.id,
  kind: workers.kind,
  name: workers.name,
  version: workers.version,
  pools: workers.pools,
  capabilities: workers.capabilities,
  tasks: workers.tasks,
  slots: workers.slots,
  slotsUsed: workers.slotsUsed,
  draining: workers.draining,
  startedAt: workers.startedAt,
  heartbeatAt: workers.heartbeatAt,
  stoppedAt: workers.stoppedAt,
  silentSeconds: sql<number>`extract(epoch from coalesce(${workers.stoppedAt}, punctual_now()) - ${workers.heartbeatAt})::float8`,
};

/** Workers, newest first; `createdAt` of the keyset is their start. */
export function listWorkers(
  db: Db,
  page: { readonly after: Keyset | undefined; readonly limit: number },
): Promise<WorkerRow[]> {
  const { after } = page;
  const beyond: SQL | undefined =
    after === undefined
      ? undefined
      : sql`(${workers.startedAt}, ${workers.id}) < (${fromMs(after.createdAt)}, ${after.id}::uuid)`;
  return db
    .select(columns)
    .from(workers)
    .where(and(beyond))
    .orderBy(desc(workers.startedAt), desc(workers.id))
    .limit(page.limit);
}

/** Asks a worker to drain, or to go on; tells the event stream. Undefined when there is no such worker. */
export async function setDraining(
  tx: Tx,
  id: string,
  draining: boolean,
): Promise<WorkerRow | undefined> {
  await rowsOf(
    tx,
    sql`
    with changed as (
      update workers set draining = ${draining}
      where id = ${id}::uuid and draining <> ${draining}
      returning id, name, draining
    )
    insert into events (at, type, data)
    select punctual_now(), 'worker.updated', jsonb_build_object('id', id, 'name', name, 'draining', draining) from changed`,
  );
  return findWorker(tx, id);
}

/** One worker. */
export async function findWorker(tx: Tx, id: string): Promise<WorkerRow | undefined> {
  const [row] = await tx.select(columns).from(workers).where(eq(workers.id, id));
  return row;
}

/** Whether any worker of ours has shown a sign of life within `seconds`. */
export async function hasLiveWorker(db: Db, seconds: number): Promise<boolean> {
  const rows = await rowsOf<{ live: boolean }>(
    db,
    sql`select exists (
      select from workers
      where kind = 'internal' and stopped_at is null
        and heartbeat_at > punctual_now() - make_interval(secs => ${seconds})
    ) as live`,
  );
  return rows[0]?.live === true;
}
