import { type SQL, sql } from "drizzle-orm";
import type { RunStatus } from "../../lib/domain/run-state.ts";
import type { Db, Tx } from "../client.ts";
import { rowsOf } from "../sql.ts";

/** A run of RabbitMQ as far as what its consumer says needs it. */
export type ConsumedRun = {
  readonly id: string;
  readonly status: RunStatus;
  /** Attempts begun so far. */
  readonly attempt: number;
  /** The attempt its last `run` was for, and the key it went out under. */
  readonly publishedAttempt: number | null;
  readonly publishedAs: string | null;
  readonly leaseToken: string | null;
  /** The execution limit of the present attempt is over. */
  readonly isOverdue: boolean;
};

/** The run of a message; undefined when there is none of RabbitMQ. */
export async function findConsumedRun(db: Db, id: string): Promise<ConsumedRun | undefined> {
  const [row] = await rowsOf<ConsumedRun>(db, consumedRun(id));
  return row;
}

/** The same, locked until the transaction ends. */
export async function lockConsumedRun(tx: Tx, id: string): Promise<ConsumedRun | undefined> {
  const [row] = await rowsOf<ConsumedRun>(tx, sql`${consumedRun(id)} for update`);
  return row;
}

function consumedRun(id: string): SQL {
  return sql`select id, status, attempt, published_attempt as "publishedAttempt", published_as as "publishedAs",
      lease_token as "leaseToken",
      coalesce(attempt_started_at + make_interval(secs => timeout_seconds) <= punctual_now(), false) as "isOverdue"
    from runs where id = ${id}::uuid and external_transport = 'rabbitmq'`;
}
