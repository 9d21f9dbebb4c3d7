import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { GET as followLogs } from "../../app/api/v1/runs/[id]/logs/route.ts";
import { claimRuns as claimTransition, requestCancel } from "../../db/queries/run-transitions.ts";
import { type ClaimedWork, claimRuns } from "../../lib/services/runs/claim.ts";
import { finishAttempts } from "../../lib/services/runs/finish.ts";
import { planDue } from "../../lib/services/runs/plan.ts";
import { writeLogs } from "../../lib/services/runs/write-logs.ts";
import { createTestClock } from "../support/clock.ts";
import { createTestDatabase } from "../support/database.ts";
import { startRest } from "../support/rest.ts";

const database = await createTestDatabase();
const clock = await createTestClock(database, "2026-03-02T08:00:00Z");
const api = await startRest(database);

const WORKER = "00000000-0000-7000-8000-000000000001";
const HTTP = { method: "GET", url: "http://127.0.0.1:9/" };

let made = 0;

async function makeJob(more: object = {}) {
  made += 1;
  const policies = { overlap: "allow", retry: { jitter: false } };
  const schedule = { kind: "manual" };
  const body = {
    name: `Run job ${made}`,
    template: "http-request",
    params: HTTP,
    schedule,
    policies,
  };
  const answer = await api.call("POST /jobs", { body: { ...body, ...more } });
  expect(answer.status).toBe(201);
  return answer.body;
}

async function runNow(jobId: string, body: object = {}) {
  const answer = await api.call(`POST /jobs/${jobId}/runs`, { body });
  expect(answer.status).toBe(202);
  return answer.body;
}

/** Claims what is there and answers the work of this run. */
async function claim(runId: string): Promise<ClaimedWork> {
  const all = await claimRuns(api.platform, { pools: ["default"] }, 100, {
    workerId: WORKER,
    leaseSeconds: 600,
  });
  const work = all.find(({ run }) => run.id === runId);
  if (work === undefined) throw new Error(`run ${runId} was not claimed`);
  return work;
}

type Report = Parameters<typeof finishAttempts>[1][number]["report"];

async function finish({ run, policies }: ClaimedWork, report: Report, result: unknown = null) {
  await finishAttempts(api.platform, [
    { ...run, runId: run.id, policies, report, result, random: 0 },
  ]);
}

const read = async (id: string) => (await api.call(`GET /runs/${id}`)).body;
const pointers = (body: { errors?: { pointer: string }[] }) =>
  (body.errors ?? []).map((error) => error.pointer).sort();

describe("run now", () => {
  it("opens a run with the job's parameters, triggered by the API", async () => {
    const job = await makeJob();
    const now = (await clock.now()).toISOString();
    const answer = await api.call(`POST /jobs/${job.key}/runs`);
    expect(answer.status).toBe(202);
    expect(answer.headers.get("location")).toBe(`/api/v1/runs/${answer.body.id}`);
    expect(answer.body).toMatchObject({
      jobId: job.id,
      jobName: job.name,
      project: "default",
      trigger: "api",
      status: "pending",
      scheduledFor: now,
      availableAt: now,
      attempt: 0,
      maxAttempts: 3,
      params: HTTP,
      templateVersion: 1,
      attempts: [],
      error: null,
      result: null,
    });
  });

  it("replaces parameters by top-level key, for those who may edit jobs", async () => {
    const job = await makeJob({ params: { ...HTTP, headers: { a: "1", b: "2" } } });
    const params = { headers: { c: "3" } };
    const run = await runNow(job.id, { params });
    expect(run.params).toEqual({ ...HTTP, headers: { c: "3" } });
    expect((await api.call(`GET /jobs/${job.id}`)).body.params).toEqual(job.params);
    const runner = await api.tokenWith(["runs:write", "jobs:read"]);
    const plain = await api.call(`POST /jobs/${job.id}/runs`, { token: runner });
    expect(plain.status).toBe(202);
    const refused = await api.call(`POST /jobs/${job.id}/runs`, {
      token: runner,
      body: { params },
    });
    expect(refused.status).toBe(403);
    expect(refused.body.missingScopes).toEqual(["jobs:write"]);
    const wrong = await api.call(`POST /jobs/${job.id}/runs`, { body: { params: { url: 5 } } });
    expect(pointers(wrong.body)).toEqual(["/params/url"]);
  });

  it("obeys the overlap policy unless another is named", async () => {
    const job = await makeJob({ policies: {} });
    await runNow(job.id);
    expect(await runNow(job.id)).toMatchObject({ status: "skipped", reason: "overlap" });
    expect(await runNow(job.id, { overlap: "allow" })).toMatchObject({
      status: "pending",
      heldReason: null,
    });
    expect(await runNow(job.id, { overlap: "queue_all" })).toMatchObject({
      status: "pending",
      heldReason: "overlap",
    });
  });

  it("at another moment waits for it", async () => {
    const job = await makeJob();
    const start = (await clock.now()).getTime();
    const run = await runNow(job.id, { delay: "90s" });
    const due = new Date(start + 90_000).toISOString();
    expect(run).toMatchObject({ status: "pending", heldReason: "delay", scheduledFor: due });
    await clock.advance(90_000);
    await planDue(api.platform, 100);
    expect(await read(run.id)).toMatchObject({ status: "pending", heldReason: null });
    for (const body of [{ delay: "soon" }, { delay: "1mo" }]) {
      const wrong = await api.call(`POST /jobs/${job.id}/runs`, { body });
      expect(pointers(wrong.body)).toEqual(["/delay"]);
    }
    const both = await api.call(`POST /jobs/${job.id}/runs`, { body: { delay: "1m", at: due } });
    expect(both.status).toBe(422);
  });

  it("with one Idempotency-Key opens one run", async () => {
    const job = await makeJob();
    const headers = { "idempotency-key": "once-only" };
    const first = await api.call(`POST /jobs/${job.id}/runs`, { headers });
    const second = await api.call(`POST /jobs/${job.id}/runs`, { headers });
    expect(second.body).toEqual(first.body);
    expect((await api.call(`GET /runs?job=${job.id}`)).body.data).toHaveLength(1);
  });
});

describe("a run", () => {
  it("shows the attempt under way, and every one that ended", async () => {
    const job = await makeJob();
    const { id } = await runNow(job.id);
    await clock.advance(250);
    const first = await claim(id);
    expect(await read(id)).toMatchObject({
      status: "running",
      attempt: 1,
      workerId: WORKER,
      latenessMs: 250,
      attempts: [{ attempt: 1, workerId: WORKER, finishedAt: null, outcome: null }],
    });
    await clock.advance(1000);
    await finish(first, {
      outcome: "failed",
      error: { code: "refused", message: "nobody listens" },
      retryable: null,
      retryAfterSeconds: null,
    });
    const between = await read(id);
    expect(between).toMatchObject({
      status: "pending",
      error: { code: "refused" },
      latenessMs: 250,
    });
    expect(between.attempts).toMatchObject([
      {
        attempt: 1,
        outcome: "failed",
        durationMs: 1000,
        error: { code: "refused", message: "nobody listens" },
      },
    ]);
  });

  it("that completed has its result, duration and lateness", async () => {
    const job = await makeJob();
    const { id } = await runNow(job.id);
    const work = await claim(id);
    await clock.advance(1234);
    await finish(work, { outcome: "completed" }, { status: 200, body: { ok: true } });
    expect(await read(id)).toMatchObject({
      status: "completed",
      durationMs: 1234,
      latenessMs: 0,
      result: { status: 200, body: { ok: true } },
      error: null,
      attempts: [{ attempt: 1, outcome: "completed", durationMs: 1234, result: { status: 200 } }],
    });
    const { lastRun } = (await api.call(`GET /jobs/${job.id}`)).body;
    expect(lastRun).toMatchObject({ id, status: "completed", durationMs: 1234 });
  });

  it("is cancelled at once while pending, asked to stop while running, and not at all when final", async () => {
    const job = await makeJob();
    const pending = await runNow(job.id);
    const cancelled = await api.call(`POST /runs/${pending.id}/cancel`);
    expect(cancelled.status).toBe(202);
    expect(cancelled.body).toMatchObject({ status: "cancelled", reason: "user" });
    const again = await api.call(`POST /runs/${pending.id}/cancel`);
    expect(again.status).toBe(409);
    expect(again.body.code).toBe("run_final");

    const running = await runNow(job.id);
    const work = await claim(running.id);
    for (const _ of [1, 2]) {
      const asked = await api.call(`POST /runs/${running.id}/cancel`);
      expect([asked.status, asked.body.status]).toEqual([202, "cancelling"]);
    }
    await finish(work, { outcome: "cancelled" });
    expect(await read(running.id)).toMatchObject({ status: "cancelled", reason: "user" });
  });

  it.each([
    ["POST /runs/{run}/cancel", 202, "user"],
    ["DELETE /jobs/{job}", 204, "job_deleted"],
  ])("is not waited for while a worker takes its message: %s", async (what, status, reason) => {
    const job = await makeJob();
    const { id } = await runNow(job.id);
    const { db, queue } = api.platform;
    await db.transaction(async (tx) => {
      const messages = await queue.take(tx, { pools: ["default"] }, 100);
      const answer = await api.call(what.replace("{run}", id).replace("{job}", job.id));
      expect(answer.status).toBe(status);
      const claims = messages.map((message) => ({ ...message, leaseToken: randomUUID() }));
      const holder = { workerId: WORKER, leaseSeconds: 600 };
      const claimed = await claimTransition(tx, claims, holder);
      expect(claimed.map((run) => run.id)).not.toContain(id);
    });
    expect(await read(id)).toMatchObject({ status: "cancelled", reason, attempts: [] });
  });

  it("is run again with its own parameters and versions, linked to it", async () => {
    const job = await makeJob();
    const first = await runNow(job.id, { params: { url: "http://127.0.0.1:9/first" } });
    await api.call(`PATCH /jobs/${job.id}`, {
      body: { params: { ...HTTP, url: "http://127.0.0.1:9/new" } },
    });
    const again = await api.call(`POST /runs/${first.id}/rerun`);
    expect(again.status).toBe(201);
    expect(again.body).toMatchObject({
      trigger: "rerun",
      rerunOf: first.id,
      jobVersion: 1,
      params: { url: "http://127.0.0.1:9/first" },
    });
    const other = await api.call(`POST /runs/${again.body.id}/rerun`, {
      body: { params: { method: "PUT" } },
    });
    expect(other.body.params).toEqual({ method: "PUT", url: "http://127.0.0.1:9/first" });
    await api.call(`DELETE /jobs/${job.id}`);
    expect((await api.call(`POST /runs/${first.id}/rerun`)).status).toBe(409);
  });

  it("that does not exist, or is somebody else's, answers 404", async () => {
    const nobody = "00000000-0000-7000-8000-00000000dead";
    for (const id of [nobody, "not-an-id"])
      for (const call of [
        `GET /runs/${id}`,
        `GET /runs/${id}/logs`,
        `POST /runs/${id}/cancel`,
        `POST /runs/${id}/rerun`,
      ])
        expect([call, (await api.call(call)).status]).toEqual([call, 404]);
    const made = await api.call("POST /projects", { body: { slug: "elsewhere" } });
    expect(made.status).toBe(201);
    const mine = await runNow((await makeJob()).id);
    const listed = await api.call(`GET /runs?project=elsewhere&job=${mine.jobId}`);
    expect(listed.body.data).toEqual([]);
    expect((await api.call(`GET /jobs/${mine.jobId}?project=elsewhere`)).status).toBe(404);
  });
});

describe("the ledger", () => {
  it("is listed newest first, page by page, each run once", async () => {
    const job = await makeJob();
    const ids: string[] = [];
    for (const _ of [1, 2, 3, 4, 5]) {
      await clock.advance(1);
      ids.unshift((await runNow(job.id)).id);
    }
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await api.call(
        `GET /runs?job=${job.key}&limit=2${cursor === null ? "" : `&cursor=${cursor}`}`,
      );
      seen.push(...page.body.data.map((run: { id: string }) => run.id));
      cursor = page.body.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual(ids);
  });

  it("is filtered by job, template, status, trigger, time and text, several values with commas", async () => {
    const job = await makeJob({ name: "Filtered 100%" });
    const other = await makeJob({ name: "Filtered too" });
    await clock.advance(60_000);
    const begin = (await clock.now()).toISOString();
    const first = await runNow(job.id);
    await clock.advance(1000);
    const second = await runNow(job.id);
    await api.platform.db.transaction((tx) => requestCancel(tx, [first.id], "user"));
    await clock.advance(1000);
    const end = (await clock.now()).toISOString();
    const third = await runNow(other.id);
    const ids = async (query: string) => {
      const answer = await api.call(`GET /runs?${query}`);
      expect([query, answer.status]).toEqual([query, 200]);
      return answer.body.data.map((run: { id: string }) => run.id);
    };
    expect(await ids(`job=${job.id},${other.key}`)).toEqual([third.id, second.id, first.id]);
    expect(await ids(`job=${job.id}&status=cancelled`)).toEqual([first.id]);
    expect(await ids(`job=${job.id}&status=cancelled,pending`)).toEqual([second.id, first.id]);
    expect(await ids(`job=${job.id}&trigger=manual`)).toEqual([]);
    expect(await ids(`job=${job.id}&trigger=api,manual`)).toHaveLength(2);
    expect(await ids(`from=${begin}&to=${end}`)).toEqual([second.id, first.id]);
    expect(await ids(`from=${begin}&template=http-request`)).toHaveLength(3);
    expect(await ids(`from=${begin}&template=send-email`)).toEqual([]);
    expect(await ids(`q=${encodeURIComponent("filtered 100%")}`)).toEqual([second.id, first.id]);
    expect(await ids(`q=${second.id}`)).toEqual([second.id]);
    expect(await ids("job=no-such-job")).toEqual([]);
    expect(pointers((await api.call("GET /runs?status=odd&limit=0&colour=red")).body)).toEqual([
      "/query/colour",
      "/query/limit",
      "/query/status",
    ]);
  });
});

describe("a log", () => {
  const line = (runId: string, seq: number, text: string) =>
    ({ runId, seq, attempt: 1, stream: "stdout", text }) as const;

  async function runWithLog(lines: number) {
    const { id } = await runNow((await makeJob()).id);
    const work = await claim(id);
    const all = Array.from({ length: lines }, (_, at) => line(id, at + 1, `line ${at + 1}`));
    await writeLogs(api.platform, all);
    return { id, work };
  }

  it("is read in pieces, each going on where the last one ended", async () => {
    const { id } = await runWithLog(5);
    const first = await api.call(`GET /runs/${id}/logs?limit=2`);
    expect(first.body).toMatchObject({
      data: [{ seq: 1, text: "line 1", stream: "stdout" }, { seq: 2 }],
      next: 2,
    });
    const rest = await api.call(`GET /runs/${id}/logs?after=${first.body.next}`);
    expect(rest.body.data.map((one: { seq: number }) => one.seq)).toEqual([3, 4, 5]);
    const none = await api.call(`GET /runs/${id}/logs?after=5`);
    expect(none.body).toEqual({ data: [], next: 5 });
    expect((await api.call(`GET /runs/${id}/logs?attempt=2`)).body.data).toEqual([]);
  });

  it("is downloaded as text, however long it is", async () => {
    const { id } = await runWithLog(2500);
    const answer = await api.call(`GET /runs/${id}/logs`, { headers: { accept: "text/plain" } });
    expect(answer.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    expect(answer.headers.get("content-disposition")).toBe(`attachment; filename="run-${id}.log"`);
    const lines = (answer.body as string).trimEnd().split("\n");
    expect(lines).toHaveLength(2500);
    expect(lines.at(-1)).toMatch(/^2026-\S+Z stdout line 2500$/);
  });

  it("is followed while it is written, and ends with the run", async () => {
    const { id, work } = await runWithLog(1);
    const response = await followLogs(
      new Request(`http://punctual.test/api/v1/runs/${id}/logs`, {
        headers: { authorization: `Bearer ${api.token}`, accept: "text/event-stream" },
      }),
      { params: Promise.resolve({ id }) },
    );
    expect(response.headers.get("content-type")).toContain("text/event-stream");
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    if (reader === undefined) throw new Error("the answer has no body");
    let text = "";
    const readUntil = async (wanted: string) => {
      while (!text.includes(wanted)) {
        const { value, done } = await reader.read();
        if (done) throw new Error(`the stream ended before ${wanted}: ${text}`);
        text += value;
      }
    };
    await readUntil("line 1");
    await writeLogs(api.platform, [line(id, 2, "second")]);
    await readUntil("second");
    await writeLogs(api.platform, [line(id, 3, "last words")]);
    await finish(work, { outcome: "completed" });
    await readUntil("event: end");
    expect(text.indexOf("last words")).toBeLessThan(text.indexOf("event: end"));
    expect(text.match(/^id: \d+$/gm)).toEqual(["id: 1", "id: 2", "id: 3"]);
    expect(text).toContain('data: {"status":"completed"}');
    expect((await reader.read()).done).toBe(true);
  });

  it("is no longer followed when the reader leaves", async () => {
    const { id } = await runWithLog(1);
    const leaving = new AbortController();
    const response = await followLogs(
      new Request(`http://punctual.test/api/v1/runs/${id}/logs`, {
        headers: {
          authorization: `Bearer ${api.token}`,
          accept: "text/event-stream",
          "last-event-id": "1",
        },
        signal: leaving.signal,
      }),
      { params: Promise.resolve({ id }) },
    );
    const rest = response.text();
    leaving.abort();
    expect(await rest).toBe(": following\n\n");
  });
});
