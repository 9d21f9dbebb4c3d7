import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import postgres from "postgres";
import { afterAll, expect, it } from "vitest";
import type { Executed } from "../fault/external-worker-process.ts";
import { createTestDatabase } from "../support/database.ts";
import { serveApi } from "../support/serve.ts";

/*
 * Many processes claim many runs. At full size:
 *   EXTERNAL_WORKERS=100 EXTERNAL_RUNS=10000 npm run test:integration -- tests/integration/external-fleet.test.ts
 */
const WORKERS = Number(process.env["EXTERNAL_WORKERS"] ?? 10);
const RUNS = Number(process.env["EXTERNAL_RUNS"] ?? 500);
/** Processes that start at the same time. */
const STARTING = 4;
const ROOT = fileURLToPath(new URL("../../", import.meta.url));

const database = await createTestDatabase();
const api = await serveApi(database, { LOG_LEVEL: "error" });
const sql = postgres(database.url, { max: 2, onnotice: () => undefined });
afterAll(() => sql.end({ timeout: 5 }));
const token = await api.login();

const fleet: ChildProcess[] = [];
afterAll(async () => {
  const living = fleet.filter(
    ({ exitCode, signalCode }) => exitCode === null && signalCode === null,
  );
  for (const child of living) child.kill("SIGKILL");
  await Promise.all(living.map((child) => once(child, "exit")));
});

/** A job that owes this many runs, all of which may start at once. */
async function openRuns(runs: number): Promise<string> {
  const to = Date.UTC(2026, 0, 1);
  const body = {
    name: "Fleet",
    template: "external-task",
    params: { task: "fleet", payload: {} },
    schedule: { kind: "interval", every: "1m", anchor: new Date(to).toISOString() },
    policies: { overlap: "allow" },
    enabled: false,
  };
  const job = await api.call("POST", "/api/v1/jobs", { token, body });
  const range = {
    from: new Date(to - runs * 60_000).toISOString(),
    to: new Date(to).toISOString(),
  };
  const started = await api.call("POST", `/api/v1/jobs/${job.body.id}/backfill`, {
    token,
    body: { ...range, overlap: "allow" },
  });
  expect(started.body).toMatchObject({ count: runs });
  return job.body.id;
}

async function issueToken(): Promise<string> {
  const body = { name: "fleet", scopes: ["worker"] };
  return (await api.call("POST", "/api/v1/tokens", { token, body })).body.token;
}

/** A process, once it waits for runs. */
async function startWorker(name: string, workerToken: string): Promise<void> {
  const child = spawn(process.execPath, ["tests/fault/external-worker-process.ts"], {
    cwd: ROOT,
    env: { ...process.env, API_URL: api.origin, API_TOKEN: workerToken, WORKER: name },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  fleet.push(child);
  for (;;) {
    const rows = await sql`select 1 from workers where name = ${name}`;
    if (rows.length > 0) return;
    await sql`select pg_sleep(0.05)`;
  }
}

async function startFleet(): Promise<void> {
  const workerToken = await issueToken();
  const names = Array.from({ length: WORKERS }, (_, n) => `worker ${n + 1}`);
  const startNext = async (): Promise<void> => {
    for (let name = names.shift(); name !== undefined; name = names.shift())
      await startWorker(name, workerToken);
  };
  await Promise.all(Array.from({ length: STARTING }, startNext));
}

it(`${WORKERS} processes execute each of ${RUNS} runs once, and none is idle while runs wait`, {
  timeout: 60_000 + WORKERS * 3_000 + RUNS * 60,
}, async () => {
  await startFleet();
  const executed: Executed[] = [];
  for (const child of fleet) child.on("message", (one: Executed) => executed.push(one));
  const jobId = await openRuns(RUNS);
  const began = performance.now();
  for (;;) {
    const [row] = await sql<{ open: number }[]>`
        select count(*)::int as open from runs where job_id = ${jobId} and finished_at is null`;
    if (row?.open === 0) break;
    await sql`select pg_sleep(0.1)`;
  }
  const seconds = (performance.now() - began) / 1000;

  expect(new Set(executed.map(({ runId }) => runId)).size).toBe(RUNS);
  expect(executed).toHaveLength(RUNS);
  const rows =
    await sql`select status, attempt, count(*)::int as n from runs where job_id = ${jobId} group by 1, 2`;
  expect([...rows]).toEqual([{ status: "completed", attempt: 1, n: RUNS }]);
  const attempts = await sql`select count(*)::int as n from attempts`;
  expect(attempts[0]?.["n"]).toBe(RUNS);

  // The first run of each came when runs were opened; after it, nobody waits as long as there are some.
  const byWorker = Map.groupBy(executed, ({ worker }) => worker);
  const counts = [...byWorker.values()].map((runs) => runs.length);
  const idle = [...byWorker.values()].flatMap((runs) => runs.slice(1).map(({ idleMs }) => idleMs));
  const longest = Math.max(...idle);
  expect(byWorker.size).toBe(WORKERS);
  const perSecond = Math.round(RUNS / seconds);
  const share = `${Math.min(...counts)} to ${Math.max(...counts)} runs each`;
  process.stdout.write(
    `${WORKERS} workers, ${RUNS} runs in ${seconds.toFixed(1)} s: ${perSecond} claims and ends a second, ${share}, from one run to the next ${Math.round(longest)} ms at most\n`,
  );
  // All go round once in the time of as many claims. Whoever was passed over would wait for many rounds, and have less.
  const round = (WORKERS / perSecond) * 1000;
  expect(longest).toBeLessThan(10 * round + 2_000);
  expect(Math.min(...counts)).toBeGreaterThan(RUNS / WORKERS / 2);
});
