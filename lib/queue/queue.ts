import { type Db as BossDatabase, fromDrizzle, PgBoss } from "pg-boss";
import type { Db, Tx } from "../../db/client.ts";
import { sqlTag } from "../../db/sql.ts";
import type { Capability } from "../domain/capability.ts";
import { takeByTurns } from "./take.ts";

/** The bell of a run: its id is the run's `dispatchId`. Delays are seconds from the database's now. */
export type Message = {
  readonly dispatchId: string;
  readonly runId: string;
  /** Projects take turns. */
  readonly projectId: string;
  readonly pool: string;
  /** A worker without it never sees the message. */
  readonly needs: Capability | null;
  readonly priority: number;
  readonly delaySeconds: number;
};

export type TakenMessage = { readonly dispatchId: string; readonly runId: string };

/** Whose messages somebody takes: of these pools, those that need nothing and those that need what it has. */
export type Taker = {
  readonly pools: readonly string[];
  readonly capabilities?: readonly Capability[];
  /** How many runs of a project it has at work; those with few come first. */
  readonly busy?: ReadonlyMap<string, number>;
};

/** The queue as the rest of the product sees it. Every call joins the caller's transaction. */
export type Queue = {
  /** Announces runs. Queues of pools not seen before are made first. */
  put(tx: Tx, messages: readonly Message[]): Promise<void>;
  /**
   * Takes due messages out of the queue for good, at most `max`: between projects by turns, so that all have equally many
   * at work, and within a project by priority and age. A short answer may leave some behind. A rollback puts them back.
   */
  take(tx: Tx, taker: Taker, max: number): Promise<TakenMessage[]>;
  /**
   * Takes back messages that are no longer wanted. One that a worker is taking at this moment is left to it: it locks
   * the message first and its run then, the caller the other way round.
   */
  drop(tx: Tx, pool: string, dispatchIds: readonly string[]): Promise<void>;
  /** Those of the given runs whose message is not in the queue. */
  findMissing<Run extends { pool: string; dispatchId: string | null }>(
    tx: Tx,
    runs: readonly Run[],
  ): Promise<Run[]>;
  /** Milliseconds until the next message of these pools is due, 0 when one already is; null when there is none. */
  nextDue(
    db: Db,
    pools: readonly string[],
    capabilities?: readonly Capability[],
  ): Promise<number | null>;
  /** Makes the queue of a pool, outside any transaction; doing it twice changes nothing. */
  ensurePool(pool: string): Promise<void>;
  /** Runs `task` by pg-boss's locked cron, once per beat whatever the number of workers. */
  every(name: string, cron: string, task: () => Promise<void>): Promise<void>;
  stop(): Promise<void>;
};

export type QueueOptions = {
  readonly url: string;
  /** True in a worker: supervises the queue's tables and runs its cron. False in the web app: only puts and drops. */
  readonly housekeeping: boolean;
  readonly onError: (error: Error) => void;
};

/** pg-boss's name of a pool's queue; runs that not every worker of the pool can take have one of their own. */
const queueName = (pool: string, needs: Capability | null = null): string =>
  `${needs ?? "runs"}.${pool}`;

const CAPABILITIES: readonly Capability[] = ["containers"];

/** The names of all queues of a pool. */
const queuesOf = (pool: string, capabilities: readonly Capability[]): string[] =>
  [null, ...capabilities].map((needs) => queueName(pool, needs));

/** Opens pg-boss over the database at `url`, whose schema must be installed (`installQueue`). */
export async function openQueue(options: QueueOptions): Promise<Queue> {
  const schema = "pgboss";
  const boss = new PgBoss({
    connectionString: options.url,
    application_name: "punctual-queue",
    max: 2,
    migrate: false,
    createSchema: false,
    supervise: options.housekeeping,
    schedule: options.housekeeping,
    cronMonitorIntervalSeconds: 10,
    cronWorkerIntervalSeconds: 5,
    connectionTimeoutMillis: 3000,
    schema,
  });
  boss.on("error", options.onError);
  try {
    await boss.start();
  } catch (error) {
    await boss.stop({ graceful: false }).catch(() => undefined);
    throw error;
  }
  return new BossQueue(boss, schema);
}

/** A message taken, with the lane it waited in. */
type TakenRow = TakenMessage & { readonly lane: string };

const NOBODY: ReadonlyMap<string, number> = new Map();

class BossQueue implements Queue {
  readonly #boss: PgBoss;
  readonly #schema: string;
  readonly #takeByTurns: string;
  readonly #known = new Set<string>();
  /** The lane that was served last; the next turn begins after it. */
  #servedLast = "";

  constructor(boss: PgBoss, schema: string) {
    this.#boss = boss;
    this.#schema = schema;
    this.#takeByTurns = takeByTurns(schema);
  }

  async put(tx: Tx, messages: readonly Message[]): Promise<void> {
    const byQueue = Map.groupBy(messages, ({ pool, needs }) => queueName(pool, needs));
    for (const [name, ofQueue] of byQueue) {
      await this.#ensureQueue(name);
      const jobs = ofQueue.map((message) => ({
        id: message.dispatchId,
        data: { runId: message.runId },
        group: { id: message.projectId },
        priority: message.priority,
        startAfter: message.delaySeconds,
      }));
      await this.#boss.insert(name, jobs, { db: joined(tx), returnId: false });
    }
  }

  async take(
    tx: Tx,
    { pools, capabilities = [], busy = NOBODY }: Taker,
    max: number,
  ): Promise<TakenMessage[]> {
    const names = pools.flatMap((pool) => queuesOf(pool, capabilities));
    const held = [...busy].map(([lane, held]) => ({ lane, held }));
    // A plan that is made while the queue is empty is kept when it is full; sent together, nobody waits for each answer.
    const [, { rows }] = await Promise.all([
      tx.execute(sqlTag`set local enable_seqscan = off`),
      joined(tx).executeSql(this.#takeByTurns, [
        names,
        JSON.stringify(held),
        this.#servedLast,
        max,
      ]),
    ]);
    const taken: readonly TakenRow[] = rows;
    this.#servedLast = taken.at(-1)?.lane ?? this.#servedLast;
    return taken.map(({ dispatchId, runId }) => ({ dispatchId, runId }));
  }

  async drop(tx: Tx, pool: string, dispatchIds: readonly string[]): Promise<void> {
    if (dispatchIds.length === 0) return;
    const table = `${this.#schema}.job`;
    await joined(tx).executeSql(
      `delete from ${table} where name = any($1::text[]) and id in (
        select id from ${table} where name = any($1::text[]) and id = any($2::uuid[]) for update skip locked)`,
      [queuesOf(pool, CAPABILITIES), [...dispatchIds]],
    );
  }

  async findMissing<Run extends { pool: string; dispatchId: string | null }>(
    tx: Tx,
    runs: readonly Run[],
  ): Promise<Run[]> {
    const ids = runs.flatMap((run) => run.dispatchId ?? []);
    const answer = await joined(tx).executeSql(
      `select id from ${this.#schema}.job where id = any($1::uuid[]) and state <= 'active'`,
      [ids],
    );
    const present = new Set(answer.rows.map((row: { id: string }) => row.id));
    return runs.filter((run) => run.dispatchId === null || !present.has(run.dispatchId));
  }

  async nextDue(
    db: Db,
    pools: readonly string[],
    capabilities: readonly Capability[] = [],
  ): Promise<number | null> {
    const waiting = `from ${this.#schema}.job where name = any($1::text[]) and state < 'active' and not blocked`;
    const now = `${this.#schema}.job_now()`;
    // Of a backlog one is enough to know.
    const answer = await joined(db).executeSql(
      `select case when exists (select 1 ${waiting} and start_after <= ${now}) then 0
        else (select extract(epoch from min(start_after) - ${now}) * 1000 ${waiting}) end::float8 as wait`,
      [pools.flatMap((pool) => queuesOf(pool, capabilities))],
    );
    return answer.rows[0]?.wait ?? null;
  }

  ensurePool(pool: string): Promise<void> {
    return this.#ensureQueue(queueName(pool));
  }

  async #ensureQueue(name: string): Promise<void> {
    if (this.#known.has(name)) return;
    await this.#boss.createQueue(name, {
      retryLimit: 0,
      deleteAfterSeconds: 60,
      expireInSeconds: 60,
    });
    this.#known.add(name);
  }

  async every(name: string, cron: string, task: () => Promise<void>): Promise<void> {
    await this.#boss.createQueue(name, {
      policy: "stately",
      retryLimit: 0,
      deleteAfterSeconds: 3600,
    });
    await this.#boss.schedule(name, cron);
    await this.#boss.work(name, { pollingIntervalSeconds: 5 }, task);
  }

  async stop(): Promise<void> {
    await this.#boss.stop({ graceful: true, timeout: 5000 });
  }
}

/**
 * Lets a pg-boss call take part in a drizzle transaction. Arrays are handed over as PostgreSQL array
 * literals: pg-boss's adapter would otherwise spell out one parameter per element, 500 for a batch.
 */
function joined(tx: Db | Tx): BossDatabase {
  const adapter = fromDrizzle(tx, sqlTag);
  return {
    executeSql: (text, values) =>
      adapter.executeSql(
        text,
        values?.map((value) => (Array.isArray(value) ? arrayLiteral(value) : value)),
      ),
  };
}

function arrayLiteral(values: readonly unknown[]): string {
  return `{${values.map((value) => `"${String(value).replace(/["\\]/g, "\\$&")}"`).join(",")}}`;
}
