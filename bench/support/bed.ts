import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { type Database, openDatabase } from "../../db/client.ts";
import { migrate } from "../../db/migrate.ts";
import { type Hints, openHints } from "../../lib/events/hints.ts";
import { newId } from "../../lib/platform/ids.ts";
import { TZDATA_VERSION } from "../../lib/platform/tzdata.ts";

import { installQueue } from "../../lib/queue/install.ts";
import { openQueue, type Queue } from "../../lib/queue/queue.ts";
import { openSecretReader } from "../../lib/services/secrets/reader.ts";
import { startEmbeddedPostgres } from "../../scripts/embedded-postgres.ts";
import type { Execution, Executor } from "../../worker/executors/executor.ts";
import { startWorker, type Worker } from "../../worker/worker.ts";

/** A PostgreSQL of its own with real durability, a migrated database, and one project with a template to hang jobs on. */
export type Bed = {
  readonly url: string;
  readonly database: Database;
  readonly queue: Queue;
  readonly hints: Hints;
  readonly projectId: string;
  readonly templateId: string;
  readonly templateVersionId: string;
  close(): Promise<void>;
};

export async function makeBed(): Promise<Bed> {
  const dataDir = mkdtempSync(join(tmpdir(), "punctual-bench-"));
  const server = await startEmbeddedPostgres({ dataDir, log: () => undefined });
  await migrate(server.url);
  await installQueue(server.url);
  const database = openDatabase({
    url: server.url,
    max: 10,
    prepare: true,
    name: "bench",
    silentSeconds: 600,
  });
  const queue = await openQueue({ url: server.url, housekeeping: false, onError: () => undefined });
  const hints = await openHints(database, { listen: true });
  const ids = { projectId: newId(), templateId: newId(), templateVersionId: newId() };
  const sql = database.connection;
  await sql`insert into projects (id, slug, name, signing_secret) values (${ids.projectId}, 'default', 'Default', 'whsec_YmVuY2g=')`;
  await sql`insert into templates (id, project_id, slug, executor, name, latest_version)
    values (${ids.templateId}, ${ids.projectId}, 'noop', 'http', 'No-op', 1)`;
  await sql`insert into template_versions (id, template_id, version, name, description, parameters, config, policies)
    values (${ids.templateVersionId}, ${ids.templateId}, 1, 'No-op', '',
      ${JSON.stringify({ type: "object", properties: {}, additionalProperties: false })},
      ${JSON.stringify({ method: "GET", url: "http://noop.invalid/" })}, '{}')`;
  await queue.ensurePool("default");
  return {
    url: server.url,
    database,
    queue,
    hints,
    ...ids,
    close: async () => {
      await queue.stop();
      await hints.close();
      await database.close();
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Many jobs in one statement. `schedule` and `next_fire_at` are SQL over the running number `n`. */
export async function seedJobs(
  bed: Bed,
  count: number,
  spec: {
    schedule: string;
    nextFireAt: string;
    decidedUntil?: string;
    prefix: string;
    policies?: object;
  },
): Promise<void> {
  const sql = bed.database.connection;
  await sql.begin(async (tx) => {
    await tx`set local statement_timeout = 0`;
    await tx.unsafe(
      `
    with made as (
      insert into jobs (id, project_id, key, name, template_id, template_version_id, params, schedule, policies)
      select uuidv7(), $1, $2 || n, $2 || n, $3, $4, '{}', ${spec.schedule}, $5::text::jsonb
      from generate_series(1, $6::int) as n
      returning id, name, schedule, policies, substr(name, length($2) + 1)::int as n
    ),
    clocks as (
      insert into job_clocks (job_id, project_id, version, next_fire_at, decided_until, tzdata)
      select id, $1, 1, date_trunc('milliseconds', ${spec.nextFireAt}),
        ${spec.decidedUntil ?? "punctual_now() - interval '1 second'"}, '${TZDATA_VERSION}'
      from made
    )
    insert into job_versions (job_id, version, name, params, schedule, policies, rest)
    select id, 1, name, '{}', schedule, policies, '{}' from made`,
      [
        bed.projectId,
        spec.prefix,
        bed.templateId,
        bed.templateVersionId,
        JSON.stringify(spec.policies ?? {}),
        count,
      ],
    );
  });
}

/** Work that takes no time: everything measured is ours. */
export function noopExecutor(started: (execution: Execution) => void): Executor {
  return {
    kind: "http",
    execute: async (execution) => {
      started(execution);
      return { outcome: "completed", result: null };
    },
  };
}

type WorkerBed = Pick<Bed, "url" | "database" | "queue" | "hints">;

/** A real worker in this process, with every loop, over a no-op executor. */
export function startBenchWorker(
  bed: WorkerBed,
  slots: number,
  started: (execution: Execution) => void,
): Promise<Worker> {
  return startWorkerWith(bed, slots, [noopExecutor(started)]);
}

/** The same over other executors. */
export function startWorkerWith(
  bed: WorkerBed,
  slots: number,
  executors: readonly Executor[],
): Promise<Worker> {
  return startWorker({
    platform: { db: bed.database.db, queue: bed.queue, hints: bed.hints },
    connectHeartbeat: () => openDatabase({ url: bed.url, max: 1, name: "bench-heartbeat" }),
    self: { id: newId(), name: "bench", version: "0", pools: ["default"], slots },
    executors: new Map(executors.map((one) => [one.kind, one])),
    secrets: openSecretReader(bed.database.db, []),
    leaseSeconds: 60,
    publicUrl: "http://localhost",
    monotonic: () => performance.now(),
    random: Math.random,
    log: pino({ level: "warn" }),
  });
}

/** The p-th percentile of numbers, 0 to 100. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((p / 100) * sorted.length))] ?? Number.NaN;
}
