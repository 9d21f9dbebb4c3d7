import postgres from "postgres";
import { afterAll, beforeEach, expect, test } from "vitest";
import { seedBacklog } from "../support/backlog.ts";
import { createTestDatabase } from "../support/database.ts";
import { startRest } from "../support/rest.ts";

const database = await createTestDatabase();
const rest = await startRest(database);
const sql = postgres(database.url, { max: 2, onnotice: () => undefined });
afterAll(() => sql.end({ timeout: 5 }));
for (const slug of ["large", "small"]) await rest.call("POST /projects", { body: { slug } });

beforeEach(async () => {
  await sql`truncate runs, attempts, events`;
});

let made = 0;

/** As many runs of a new job; answers the first. */
async function openMany(project: string, count: number, priority = 0): Promise<string> {
  made += 1;
  const body = {
    name: `Job ${made}`,
    project,
    template: "external-task",
    params: { task: `task-${made}`, payload: {} },
    schedule: { kind: "manual" },
    policies: { overlap: "allow" },
    priority,
  };
  const job = await rest.call("POST /jobs", { body });
  const run = await rest.call(`POST /jobs/${job.body.id}/runs`, { body: {} });
  expect(run.status).toBe(202);
  if (count > 1) await seedBacklog(sql, run.body.id, count - 1);
  return run.body.id;
}

/** Claims as a worker that sees every project; answers the ids of the runs. */
async function claim(max: number): Promise<{ runId: string; leaseToken: string }[]> {
  const body = { worker: { name: "both" }, max };
  const { status, body: answer } = await rest.call("POST /worker/claims", { body });
  expect(status).toBe(200);
  return answer.claims;
}

/** Claims one run and ends it, so that nothing is at work when the next is claimed. */
async function executeOne(): Promise<string> {
  const [one] = await claim(1);
  if (one === undefined) throw new Error("there was no run");
  const { runId, leaseToken } = one;
  const body = { leaseToken, status: "completed" };
  await rest.call(`POST /worker/runs/${runId}/status`, { body, token: null });
  return runId;
}

async function projectsOf(runIds: readonly string[]): Promise<Record<string, number>> {
  const rows = await sql<{ slug: string; n: number }[]>`
    select slug, count(*)::int as n from runs join projects p on p.id = project_id
    where runs.id = any(${[...runIds]}::uuid[]) group by 1`;
  return Object.fromEntries(rows.map(({ slug, n }) => [slug, n]));
}

test("one run is claimed next, before 100,000 of another project that are older and more urgent", {
  timeout: 120_000,
}, async () => {
  await openMany("large", 100_000, 9);
  const runId = await openMany("small", 1, -9);
  const claimed = [await executeOne(), await executeOne()];
  expect(claimed).toContain(runId);
});

test("projects share evenly what one worker executes one after the other", async () => {
  await openMany("large", 50);
  await openMany("small", 50);
  await openMany("default", 50);
  const executed = [];
  for (let n = 0; n < 12; n += 1) executed.push(await executeOne());
  expect(await projectsOf(executed)).toEqual({ large: 4, small: 4, default: 4 });
});

test("a batch is shared by what each has at work, and filled up where one has little", async () => {
  await openMany("large", 50);
  expect(await claim(20)).toHaveLength(20);
  await openMany("small", 50);
  const ids = (await claim(30)).map(({ runId }) => runId);
  // 25 of each are at work then.
  expect(await projectsOf(ids)).toEqual({ large: 5, small: 25 });
  await openMany("default", 2);
  const rest = (await claim(52)).map(({ runId }) => runId);
  expect(await projectsOf(rest)).toEqual({ large: 25, small: 25, default: 2 });
});

test("a batch is full as long as runs wait, whoever's they are", async () => {
  await openMany("large", 50);
  await openMany("small", 1);
  await openMany("default", 1);
  const ids = (await claim(20)).map(({ runId }) => runId);
  expect(await projectsOf(ids)).toEqual({ large: 18, small: 1, default: 1 });
});
