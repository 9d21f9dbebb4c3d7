import { randomUUID } from "node:crypto";
import postgres from "postgres";
import { afterAll, describe, expect, it } from "vitest";
import { giveBack } from "../../lib/services/claims/give-back.ts";
import { takeRuns } from "../../lib/services/claims/take.ts";
import { Turns } from "../../lib/services/claims/turns.ts";
import { endOverdueAttempts, expireStartTimeouts } from "../../lib/services/runs/put-right.ts";
import { createTestDatabase } from "../support/database.ts";
import { startRest } from "../support/rest.ts";

const database = await createTestDatabase();
const rest = await startRest(database);
const sql = postgres(database.url, { max: 2, onnotice: () => undefined });
afterAll(() => sql.end({ timeout: 5 }));

const worker = { name: "test" };
const NOBODY = "00000000-0000-7000-8000-000000000000";
let made = 0;

/** A job whose runs workers outside execute, each time with a task of its own. */
async function makeJob(more: object = {}, params: object = {}) {
  made += 1;
  const task = `task-${made}`;
  const body = {
    name: `External ${made}`,
    template: "external-task",
    params: { task, payload: { n: made }, ...params },
    schedule: { kind: "manual" },
    ...more,
  };
  const { status, body: job } = await rest.call("POST /jobs", { body });
  if (status !== 201) throw new Error(JSON.stringify(job));
  return { id: job.id as string, name: job.name as string, task };
}

async function open(jobId: string, body: object = {}): Promise<string> {
  const { status, body: run } = await rest.call(`POST /jobs/${jobId}/runs`, { body });
  if (status !== 202) throw new Error(JSON.stringify(run));
  return run.id;
}

async function claim(more: object, token?: string) {
  const body = { worker, max: 10, ...more };
  const answer = await rest.call("POST /worker/claims", { body, ...(token && { token }) });
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  return answer.body.claims;
}

/** Opens a run of a new job and claims it. */
async function claimOne(more: object = {}, params: object = {}) {
  const job = await makeJob(more, params);
  const runId = await open(job.id);
  const [taken] = await claim({ tasks: [job.task] });
  expect(taken.runId).toBe(runId);
  return { job, runId, leaseToken: taken.leaseToken as string, taken };
}

/** What a holder of a lease says; no other credential. */
function report(runId: string, what: "heartbeat" | "logs" | "status", body: object) {
  return rest.call(`POST /worker/runs/${runId}/${what}`, { body, token: null });
}

const show = async (runId: string) => (await rest.call(`GET /runs/${runId}`)).body;

describe("a run for workers outside", () => {
  it("waits for a claim by its task, and is executed and told of by nobody but its holder", async () => {
    const job = await makeJob({ policies: { timeoutSeconds: 90, heartbeatTimeoutSeconds: 20 } });
    const runId = await open(job.id);
    expect(await claim({ tasks: ["something else"] })).toEqual([]);
    expect(await claim({ tasks: [job.task], pool: "elsewhere" })).toEqual([]);
    const [taken, ...more] = await claim({ tasks: [job.task] });
    expect(more).toEqual([]);
    expect(taken).toMatchObject({
      runId,
      jobId: job.id,
      jobName: job.name,
      task: job.task,
      attempt: 1,
      params: { n: made },
      leaseSeconds: 20,
    });
    const run = await show(runId);
    expect(run).toMatchObject({ status: "running", attempt: 1 });
    expect(Date.parse(taken.deadline)).toBe(Date.parse(run.startedAt) + 90_000);
    expect(await claim({ tasks: [job.task] })).toEqual([]);

    const progress = { percent: 40, message: "almost" };
    const { leaseToken } = taken;
    const beat = await report(runId, "heartbeat", { leaseToken, progress });
    expect(beat.body.action).toBe("continue");
    expect(Date.parse(beat.body.leaseExpiresAt)).toBeGreaterThan(
      Date.parse(run.startedAt) + 19_000,
    );
    expect((await show(runId)).progress).toEqual(progress);

    const entries = [
      { text: "one" },
      { stream: "stderr", text: "two", at: "2020-01-01T00:00:00Z" },
    ];
    expect((await report(runId, "logs", { leaseToken, entries })).status).toBe(204);
    expect((await report(runId, "logs", { leaseToken, entries: [{ text: "three" }] })).status).toBe(
      204,
    );
    const logs = await rest.call(`GET /runs/${runId}/logs`);
    expect(
      logs.body.data.map((line: { stream: string; text: string }) => [line.stream, line.text]),
    ).toEqual([
      ["stdout", "one"],
      ["stderr", "two"],
      ["stdout", "three"],
    ]);
    expect(logs.body.data[1].at >= run.startedAt).toBe(true);

    const end = { leaseToken, status: "completed", result: { rows: 3 } };
    const finished = await report(runId, "status", end);
    expect(finished.status).toBe(200);
    expect(finished.body).toMatchObject({ status: "completed", result: { rows: 3 }, attempt: 1 });
    expect(finished.body.attempts).toHaveLength(1);
  });

  it("is retried, lost and run again without a message ever being written", async () => {
    const policies = { retry: { delaySeconds: 0, jitter: false }, heartbeatTimeoutSeconds: 1 };
    const { job, runId, leaseToken } = await claimOne({ policies });
    const failed = await report(runId, "status", {
      leaseToken,
      status: "failed",
      error: "no luck",
    });
    expect(failed.body).toMatchObject({ status: "pending", attempt: 1 });
    const [second] = await claim({ tasks: [job.task], waitSeconds: 5 });
    expect(second).toMatchObject({ runId, attempt: 2 });

    await sql`update runs set lease_expires_at = punctual_now() where id = ${runId}`;
    expect(await endOverdueAttempts(rest.platform, () => 0.5)).toBe(1);
    expect(await show(runId)).toMatchObject({ status: "pending", attempt: 2 });
    const [third] = await claim({ tasks: [job.task] });
    expect(third).toMatchObject({ runId, attempt: 3 });
    const messages = await sql`select 1 from pgboss.job where data->>'runId' = ${runId}`;
    expect(messages).toHaveLength(0);

    const late = await report(runId, "status", {
      leaseToken: second.leaseToken,
      status: "completed",
      result: 1,
    });
    expect(late).toMatchObject({ status: 409, body: { code: "lease_lost" } });
    const [kept] =
      await sql`select late_report from attempts where run_id = ${runId} and attempt = 2`;
    expect(kept?.["late_report"]).toMatchObject({ outcome: "completed", result: 1 });
    await report(runId, "status", { leaseToken: third.leaseToken, status: "completed" });
    expect(await show(runId)).toMatchObject({ status: "completed", attempt: 3, result: null });
  });

  it("is not retried when the worker says that it makes no sense", async () => {
    const { runId, leaseToken } = await claimOne();
    const error = { code: "E42", message: "broken for good" };
    const end = { leaseToken, status: "failed", error, retryable: false };
    expect((await report(runId, "status", end)).body).toMatchObject({
      status: "failed",
      error: { code: "worker_error", message: "E42: broken for good" },
    });
  });

  it("gets its task and payload from a template of one's own, and parameters where there is no payload", async () => {
    const config = { task: "index-{{ params.shard }}", transport: "http" };
    const parameters = {
      type: "object",
      properties: { shard: { type: "string", default: "a" } },
      additionalProperties: false,
    };
    const slug = "own-external";
    const template = { slug, name: "Own", executor: "external", parameters, config };
    expect((await rest.call("POST /templates", { body: template })).status).toBe(201);
    const job = await makeJob({ template: slug, params: {} });
    const [first, second] = [
      await open(job.id),
      await open(job.id, { params: { shard: "b" }, overlap: "allow" }),
    ];
    const [b] = await claim({ tasks: ["index-b"] });
    expect(b).toMatchObject({ runId: second, task: "index-b", params: { shard: "b" } });
    const [a] = await claim({ tasks: ["index-a"] });
    expect(a).toMatchObject({ runId: first, task: "index-a", params: { shard: "a" } });
  });

  it("goes on when its turn comes, still without a message", async () => {
    const { job, runId, leaseToken } = await claimOne({ policies: { overlap: "queue_all" } });
    const waiting = await open(job.id);
    expect(await claim({ tasks: [job.task] })).toEqual([]);
    await report(runId, "status", { leaseToken, status: "completed" });
    const [next] = await claim({ tasks: [job.task], waitSeconds: 5 });
    expect(next.runId).toBe(waiting);
    expect(await sql`select 1 from pgboss.job where data->>'runId' = ${waiting}`).toHaveLength(0);
  });
});

describe("a run nobody executes", () => {
  it("fails when its start timeout is over", async () => {
    const job = await makeJob({ policies: { startTimeoutSeconds: 0.001 } });
    const runId = await open(job.id);
    await sql`select pg_sleep(0.01)`;
    await expireStartTimeouts(rest.platform);
    expect(await show(runId)).toMatchObject({ status: "failed", reason: "start_timeout" });
    expect(await claim({ tasks: [job.task] })).toEqual([]);
  });

  it("says which task nobody asks for", async () => {
    const job = await makeJob();
    const runId = await open(job.id);
    const before = (await rest.call(`GET /runs/${runId}/why`)).body;
    expect(before).toMatchObject({ code: "no_worker" });
    expect(before.summary).toContain(`no external worker for task ${job.task} serves pool default`);
  });

  it("is one of ours where its task cannot be told without a secret, and fails there", async () => {
    const job = await makeJob({}, { task: "{{ secrets.TASK }}" });
    const runId = await open(job.id);
    const [run] = await sql`select external_task, dispatch_id from runs where id = ${runId}`;
    expect(run).toMatchObject({ external_task: null, dispatch_id: expect.any(String) });
    await rest.call(`POST /runs/${runId}/cancel`);
  });

  it("is given back when nobody came for it, and charged to nobody", async () => {
    const job = await makeJob({ policies: { onWorkerLost: "fail" } });
    const runId = await open(job.id);
    const wanted = { pool: "default", tasks: [job.task], projects: null };
    const takers = [{ workerId: NOBODY, max: 5 }];
    const [work = []] = await takeRuns(rest.platform, { wanted, takers, turns: new Turns() });
    expect(work.map(({ run }) => run.id)).toEqual([runId]);
    await giveBack(rest.platform, work);
    expect(await show(runId)).toMatchObject({ status: "pending", attempt: 1 });
    const [again] = await claim({ tasks: [job.task] });
    expect(again).toMatchObject({ runId, attempt: 2 });
  });

  it("is not given to a worker that drains", async () => {
    const job = await makeJob();
    const drained = { name: "drained" };
    expect(await claim({ tasks: [job.task], worker: drained })).toEqual([]);
    const { body } = await rest.call("GET /workers");
    const { id } = body.data.find((one: { name: string }) => one.name === "drained");
    await rest.call(`PATCH /workers/${id}`, { body: { draining: true } });
    await open(job.id);
    const other = [job.task, "another"];
    expect(await claim({ tasks: other, worker: drained })).toEqual([]);
    expect(await claim({ tasks: [job.task] })).toHaveLength(1);
  });
});

describe("a claim", () => {
  it("takes the urgent first, then the oldest, and no more than it has room for", async () => {
    const [low, high] = [await makeJob(), await makeJob({ priority: 5 })];
    const tasks = [low.task, high.task];
    const all = { overlap: "allow" };
    const [a, b, c] = [await open(low.id, all), await open(low.id, all), await open(high.id, all)];
    const first = await claim({ tasks, max: 2 });
    expect(first.map((one: { runId: string }) => one.runId)).toEqual([c, a]);
    const second = await claim({ tasks, max: 2 });
    expect(second.map((one: { runId: string }) => one.runId)).toEqual([b]);
  });

  it("waits for a run, and is answered as soon as there is one", async () => {
    const job = await makeJob();
    const waiting = claim({ tasks: [job.task], waitSeconds: 20 });
    const runId = await open(job.id);
    expect((await waiting)[0].runId).toBe(runId);
  });

  it("takes turns between projects, whatever the backlog of one of them", async () => {
    await rest.call("POST /projects", { body: { slug: "small", name: "Small" } });
    const big = await makeJob();
    const small = await makeJob({ project: "small" });
    for (let n = 0; n < 30; n += 1) await open(big.id, { overlap: "allow" });
    const single = await open(small.id);
    const tasks = [big.task, small.task];
    const taken = await claim({ tasks, max: 2 });
    expect(taken.map((one: { runId: string }) => one.runId)).toContain(single);
  });

  it("shows the worker that makes it", async () => {
    const job = await makeJob();
    await claim({ tasks: [job.task], max: 3, worker: { name: "shown", version: "1.2.3" } });
    const { body } = await rest.call("GET /workers");
    const shown = body.data.find((one: { name: string }) => one.name === "shown");
    expect(shown).toMatchObject({
      kind: "external",
      version: "1.2.3",
      status: "online",
      tasks: [job.task],
      pools: ["default"],
    });
  });

  it("needs the scope, the pool and a project", async () => {
    const body = { worker };
    const answerOf = async (token: string, more: object = {}) =>
      (await rest.call("POST /worker/claims", { token, body: { ...body, ...more } })).status;
    expect(await answerOf(await rest.tokenWith(["runs:write"]))).toBe(403);
    const made = await rest.call("POST /tokens", {
      body: { name: "bound", scopes: ["worker"], pools: ["gpu"] },
    });
    expect(made.body.pools).toEqual(["gpu"]);
    expect(await answerOf(made.body.token)).toBe(403);
    expect(await answerOf(made.body.token, { pool: "gpu" })).toBe(200);
    const elsewhere = await rest.call("POST /tokens", {
      body: { name: "small", scopes: ["worker"], project: "small" },
    });
    const job = await makeJob();
    await open(job.id);
    expect(await claim({ tasks: [job.task] }, elsewhere.body.token)).toEqual([]);
    expect(await claim({ tasks: [job.task] })).toHaveLength(1);
    expect((await rest.call("POST /worker/claims", { token: null, body })).status).toBe(401);
  });

  it.each([
    ["/worker", {}],
    ["/worker/name", { worker: {} }],
    ["/max", { worker, max: 0 }],
    ["/waitSeconds", { worker, waitSeconds: 31 }],
    ["/tasks", { worker, tasks: [] }],
    ["/pool", { worker, pool: "NO" }],
    ["/project", { worker, project: "default" }],
  ])("says what is wrong with it: %s", async (pointer, body) => {
    const answer = await rest.call("POST /worker/claims", { body });
    expect(answer.status).toBe(422);
    expect(answer.body.errors.map((one: { pointer: string }) => one.pointer)).toEqual([pointer]);
  });
});

describe("a report", () => {
  const REPORTS = [
    ["heartbeat", {}],
    ["logs", { entries: [{ text: "x" }] }],
    ["status", { status: "running" }],
    ["status", { status: "completed" }],
  ] as const;

  it.each(REPORTS)("of another holder changes nothing: %s %j", async (what, body) => {
    const { runId, leaseToken } = await claimOne();
    const other = await claimOne();
    const before = await show(runId);
    for (const wrong of [randomUUID(), other.leaseToken, "", "nonsense", "x".repeat(1000), runId]) {
      const answer = await report(runId, what, { leaseToken: wrong, ...body });
      expect(answer).toMatchObject({ status: 409, body: { code: "lease_lost" } });
    }
    expect(await report(runId, what, body)).toMatchObject({ status: 409 });
    const unknown = await report(NOBODY, what, { leaseToken, ...body });
    expect(unknown).toMatchObject({ status: 404, body: { code: "not_found" } });
    expect((await report("not-an-id", what, { leaseToken, ...body })).status).toBe(404);
    expect(await show(runId)).toEqual(before);
  });

  it.each(REPORTS)("may come with its token as the bearer: %s %j", async (what, body) => {
    const { runId, leaseToken } = await claimOne();
    const path = `POST /worker/runs/${runId}/${what}`;
    expect((await rest.call(path, { body, token: leaseToken })).status).toBeLessThan(300);
  });

  it("is taken whatever stands in Authorization, as long as the body has the token", async () => {
    const { runId, leaseToken } = await claimOne();
    for (const authorization of ["Basic abc", "Bearer pct_wrong", "nonsense", "Bearer"]) {
      const headers = { authorization };
      const body = { leaseToken };
      const path = `POST /worker/runs/${runId}/heartbeat`;
      expect((await rest.call(path, { body, headers, token: null })).status).toBe(200);
    }
  });

  it("of the same end is answered the same; of another end it is not", async () => {
    const { runId, leaseToken } = await claimOne();
    const end = { leaseToken, status: "completed", result: { n: 1 } };
    const first = await report(runId, "status", end);
    const again = await report(runId, "status", end);
    expect(again.status).toBe(200);
    expect(again.body).toEqual(first.body);
    expect((await report(runId, "status", { leaseToken, status: "failed" })).status).toBe(409);
    expect((await report(runId, "heartbeat", { leaseToken })).status).toBe(409);
    const finals =
      await sql`select 1 from events where run_id = ${runId} and type = 'run.finished'`;
    expect(finals).toHaveLength(1);
  });

  it("delivers a cancel with the next heartbeat, and its answer decides how the run ended", async () => {
    const [one, two, three] = [await claimOne(), await claimOne(), await claimOne()];
    const grace = { policies: { cancelGraceSeconds: 0 } };
    const four = await claimOne(grace);
    for (const { runId } of [one, two, three, four]) {
      expect((await rest.call(`POST /runs/${runId}/cancel`)).body.status).toBe("cancelling");
    }
    for (const { runId, leaseToken } of [one, two, three]) {
      const beat = await report(runId, "heartbeat", { leaseToken });
      expect(beat.body.action).toBe("cancel");
    }
    const say = async ({ runId, leaseToken }: typeof one, status: string) =>
      (await report(runId, "status", { leaseToken, status, error: "ended" })).body;
    expect(await say(one, "cancelled")).toMatchObject({ status: "cancelled", reason: "user" });
    expect(await say(two, "completed")).toMatchObject({ status: "completed", reason: null });
    expect(await say(three, "failed")).toMatchObject({ status: "cancelled", reason: "user" });
    // Its grace counts from when it is told.
    expect(await endOverdueAttempts(rest.platform, () => 0.5)).toBe(0);
    await report(four.runId, "heartbeat", { leaseToken: four.leaseToken });
    expect(await endOverdueAttempts(rest.platform, () => 0.5)).toBe(1);
    expect(await show(four.runId)).toMatchObject({ status: "cancelled", reason: "force" });
  });

  it("of too much is cut, and what cannot be stored is replaced", async () => {
    const { runId, leaseToken } = await claimOne();
    const text = "x".repeat(16_000);
    const entries = Array.from({ length: 15 }, () => ({ text }));
    for (let n = 0; n < 6; n += 1)
      expect((await report(runId, "logs", { leaseToken, entries })).status).toBe(204);
    const [room] = await sql`
      select count(*)::int as lines, sum(octet_length(text))::int as bytes, max(text) as last from run_logs
      where run_id = ${runId} and stream = 'system' or run_id = ${runId}`;
    expect(room?.["bytes"]).toBeLessThanOrEqual(1_048_576 + 100);
    const [cut] =
      await sql`select text from run_logs where run_id = ${runId} order by seq desc limit 1`;
    expect(cut?.["text"]).toMatch(/cut here/);
    const huge = { leaseToken, entries: [{ text: "y".repeat(300_000) }] };
    expect((await report(runId, "logs", huge)).status).toBe(413);

    const progress = { message: "nul \u0000 and half \ud800" };
    expect((await report(runId, "heartbeat", { leaseToken, progress })).status).toBe(200);
    expect((await show(runId)).progress.message).toBe("nul \ufffd and half \ufffd");
    const result = { "k\u0000": "v\u0000", big: "z".repeat(100_000) };
    const end = await report(runId, "status", { leaseToken, status: "completed", result });
    expect(end.status).toBe(200);
    expect(end.body.result).toMatchObject({ truncated: true });
    expect(end.body.result.text).toContain("k\ufffd");
    expect(JSON.stringify(end.body.result).length).toBeLessThanOrEqual(65_536);
  });

  it.each([
    ["an unknown status", "status", { status: "done" }],
    ["no status", "status", {}],
    ["an unknown field", "status", { status: "completed", extra: 1 }],
    ["more than all", "heartbeat", { progress: { percent: 101 } }],
    ["a bare number", "heartbeat", { progress: 5 }],
    ["no entries", "logs", {}],
    ["an unknown stream", "logs", { entries: [{ stream: "stdin", text: "x" }] }],
    ["too many entries", "logs", { entries: Array.from({ length: 1001 }, () => ({ text: "x" })) }],
  ] as const)("that is none is refused: %s", async (_, what, body) => {
    expect((await report(NOBODY, what, body)).status).toBe(422);
  });
});
