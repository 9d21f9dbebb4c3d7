import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type postgres from "postgres";
import { openDatabase } from "../../db/client.ts";
import type { JobCreate, JobView } from "../../lib/contracts/job.ts";
import type { JsonObject } from "../../lib/domain/json.ts";
import { openHints } from "../../lib/events/hints.ts";
import { loadConfig } from "../../lib/platform/config.ts";
import { openQueue } from "../../lib/queue/queue.ts";
import type { Context } from "../../lib/services/context.ts";
import { createJob } from "../../lib/services/jobs/create.ts";
import { pauseJob } from "../../lib/services/jobs/pause.ts";
import { runNow } from "../../lib/services/jobs/run-now.ts";
import { ensureFirstRun } from "../../lib/services/setup/ensure-first-run.ts";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "../../scripts/embedded-postgres.ts";
import { prepareDatabase } from "../../scripts/prepare-database.ts";
import { type Findings, findViolations } from "./invariants.ts";
import { openTarget, type Target } from "./target.ts";
import { until, untilTrue } from "./until.ts";
import { WorkerProcess } from "./worker-process.ts";

/** The shortest lease a worker can be given, so that losses show soon. */
export const LEASE_SECONDS = 5;

export type InstallationOptions = {
  /** Where PostgreSQL keeps everything; a temporary folder otherwise. */
  readonly dataDir?: string;
  /** Settings of PostgreSQL. */
  readonly settings?: Readonly<Record<string, string>>;
};

export type JobSpec = {
  readonly every?: string;
  /** Another schedule than `every`. */
  readonly schedule?: JobCreate["schedule"];
  /** How long the target takes to answer, and from the second attempt on where that is said. */
  readonly delayMs?: number;
  readonly laterMs?: number;
  /** Another page of the target, or another target. */
  readonly url?: string;
  /** A container in place of a call: its configuration. */
  readonly container?: JsonObject;
  readonly pool?: string;
  readonly policies?: NonNullable<JobCreate["policies"]>;
  readonly group?: NonNullable<JobCreate["concurrencyGroup"]>;
};

/** A PostgreSQL, a target and any number of worker processes: everything real, everything killable. */
export type Installation = {
  readonly server: EmbeddedPostgres;
  readonly target: Target;
  /** What workers and web processes are told. */
  readonly env: Readonly<Record<string, string>>;
  /** For calls of the product's services, as the system. */
  readonly context: Context;
  /** For looks at the tables, past the product. */
  readonly sql: postgres.Sql;
  readonly workers: readonly WorkerProcess[];
  startWorker(env?: Readonly<Record<string, string>>): Promise<WorkerProcess>;
  /** Makes a job that calls the target; without `every` it runs by hand only. */
  addJob(spec: JobSpec): Promise<JobView>;
  /** Opens a run of a job by hand and answers its id. */
  run(job: JobView): Promise<string>;
  /** Waits until `pid` is no longer the server and the new one answers; answers when it did, by our clock. */
  untilServerBack(pid: number): Promise<number>;
  /** Pauses every job, waits until nothing is live and answers how long that took, in ms. */
  drain(limitMs: number): Promise<number>;
  /** What the ledger, the queue, the target and the processes say against the promises. */
  check(): Promise<Findings>;
  /** Ends the workers that still run; throws when one does not end in order. */
  stopWorkers(): Promise<void>;
  close(): Promise<void>;
};

export async function openInstallation(options: InstallationOptions = {}): Promise<Installation> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), "punctual-fault-"));
  // A killed server loses nothing the system had taken already; only a power cut would, and that is not tested here.
  const settings = { fsync: "off", shared_buffers: "64MB", ...options.settings };
  const server = await startEmbeddedPostgres({ dataDir, log: () => undefined, settings });
  await prepareDatabase(server.url);
  const env = environment(server.url);
  const config = loadConfig(env);
  const database = openDatabase({ url: server.url, max: 8, name: "fault-test" });
  const queue = await openQueue({
    url: server.url,
    housekeeping: false,
    onError: () => undefined,
  });
  const hints = await openHints(database, { listen: false });
  const context: Context = {
    db: database.db,
    queue,
    hints,
    config,
    actor: { kind: "system" },
    requestId: "fault-test",
    address: null,
  };
  await ensureFirstRun(context, { admin: null });
  const target = await openTarget();
  const workers: WorkerProcess[] = [];
  const sql = database.connection;
  let jobs = 0;

  const close = async (): Promise<void> => {
    const left = workers.filter((worker) => worker.isRunning);
    await Promise.all(left.map((worker) => worker.end("SIGKILL")));
    await target.close();
    await queue.stop();
    await hints.close();
    await database.close();
    await server.stop();
    if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
  };

  return {
    server,
    target,
    env,
    context,
    sql,
    workers,
    startWorker: (more = {}) => {
      const worker = new WorkerProcess({ ...env, ...more });
      workers.push(worker);
      return worker.untilReady();
    },
    addJob: ({ every, delayMs = 0, laterMs, url, container, pool = "default", ...spec }) => {
      jobs += 1;
      const { policies = {}, group } = spec;
      return createJob(context, {
        project: "default",
        name: `Job ${jobs}`,
        template: container === undefined ? "http-request" : "run-container",
        params: container ?? { url: url ?? target.url(delayMs, laterMs) },
        pool,
        schedule:
          spec.schedule ?? (every === undefined ? { kind: "manual" } : { kind: "interval", every }),
        policies: { overlap: "allow", ...policies },
        concurrencyGroup: group ?? null,
      });
    },
    run: async (job) => (await runNow(context, { job: job.id }, {}, null)).id,
    untilServerBack: (pid) =>
      until("the server is back", 30_000, async () => {
        if (server.pid() === pid) return null;
        return sql`select 1`.then(
          () => Date.now(),
          () => null,
        );
      }),
    drain: async (limitMs) => {
      const began = performance.now();
      const active = await sql<
        { id: string }[]
      >`select job_id as id from job_clocks where next_fire_at is not null`;
      for (const { id } of active) await pauseWhenever(context, id);
      await untilTrue("nothing is live any more", limitMs, async () => {
        const rows = await sql`select 1 from runs where finished_at is null limit 1`;
        return rows.length === 0;
      });
      return performance.now() - began;
    },
    check: () => findViolations(sql, target.hits, workers),
    stopWorkers: async () => {
      const running = workers.filter((worker) => worker.isRunning);
      for (const { code } of await Promise.all(running.map((worker) => worker.end())))
        if (code !== 0) throw new Error(`A worker ended with ${code}.`);
    },
    close,
  };
}

/** Whatever was done to the database a moment ago. */
async function pauseWhenever(context: Context, job: string): Promise<void> {
  await pauseJob(context, { job }, {}).catch(() => pauseJob(context, { job }, {}));
}

function environment(url: string): Record<string, string> {
  return {
    DATABASE_URL: url,
    AUTH_SECRET: "a secret of tests, long enough to be one",
    HTTP_ALLOW: "127.0.0.0/8",
    LOG_LEVEL: "info",
    WORKER_LEASE_SECONDS: String(LEASE_SECONDS),
  };
}
