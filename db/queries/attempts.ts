import { sql } from "drizzle-orm";
import type { JsonValue } from "../../lib/domain/json.ts";
import type { AttemptOutcome } from "../../lib/domain/run-state.ts";
import type { Db, Tx } from "../client.ts";
import { epochMs, rowsOf } from "../sql.ts";

/** A try that has ended. Instants are milliseconds since 1970. */
export type AttemptRow = {
  readonly attempt: number;
  readonly workerId: string;
  readonly startedAt: number;
  readonly finishedAt: number;
  readonly outcome: AttemptOutcome;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  readonly result: JsonValue;
};

/** The ended attempts of a run in order. */
export function listAttempts(on: Db | Tx, runId: string): Promise<AttemptRow[]> {
  return rowsOf<AttemptRow>(
    on,
    sql`
    select attempt, worker_id as "workerId", ${epochMs(sql`started_at`)} as "startedAt",
      ${epochMs(sql`finished_at`)} as "finishedAt", outcome, error_code as "errorCode",
      error_message as "errorMessage", result
    from attempts where run_id = ${runId}::uuid order by attempt`,
  );
}
