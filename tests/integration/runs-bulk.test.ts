import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { anyOf } from "../../db/keyset.ts";
import { rowsOf } from "../../db/sql.ts";
import { createTestApi } from "../support/api.ts";
import { runCli } from "../support/cli.ts";
import { createTestDatabase } from "../support/database.ts";

const api = await createTestApi(await createTestDatabase());
const token = await api.login();
const { db } = api.platform;

type Sent = NonNullable<Parameters<typeof api.call>[2]>;
const call = (method: string, path: string, sent: Sent = {}) =>
  api.call(method, `/api/v1${path}`, { token, ...sent });
const bulk = (body: unknown, sent: Sent = {}) => call("POST", "/runs/bulk", { body, ...sent });

const PARAMS = { url: "http://127.0.0.1:9/" };

async function makeJob(key: string, more: object = {}) {
  const body = { name: key, key, template: "http-request", params: PARAMS };
  const policies = { overlap: "allow" };
  const made = await call("POST", "/jobs", {
    body: { ...body, schedule: { kind: "manual" }, policies, ...more },
  });
  expect(made.status).toBe(201);
  return made.body;
}

async function runNow(job: string, body: object = {}): Promise<string> {
  const answer = await call("POST", `/jobs/${job}/runs`, { body });
  expect(answer.status).toBe(202);
  return answer.body.id;
}

async function runTimes(job: string, times: number): Promise<string[]> {
  const ids: string[] = [];
  while (ids.length < times) ids.push(await runNow(job));
  return ids;
}

const statuses = async (query: string) =>
  (await call("GET", `/runs?limit=200&${query}`)).body.data.map(
    (run: { status: string }) => run.status,
  );

const pointers = (body: { errors?: { pointer: string }[] }) =>
  (body.errors ?? []).map(({ pointer }) => pointer).sort();

async function deeds(action: string): Promise<unknown[]> {
  const rows = await rowsOf<{ after: unknown }>(
    db,
    sql`select after from audit where action = ${action} order by seq desc`,
  );
  return rows.map(({ after }) => after);
}

describe("cancelling", () => {
  it("counts, then cancels what a filter means, and nothing else", async () => {
    await makeJob("one");
    await makeJob("other");
    await runTimes("one", 3);
    await runNow("other");
    const filter = { job: ["one"], status: "pending,failed" };
    const counted = await bulk({ action: "cancel", filter, dryRun: true });
    expect(counted.status).toBe(202);
    expect(counted.body).toEqual({
      action: "cancel",
      matched: 3,
      applied: 3,
      skipped: [],
      dryRun: true,
      remaining: 0,
      nextCursor: null,
    });
    expect(await statuses("job=one")).toEqual(["pending", "pending", "pending"]);
    expect(await deeds("runs.cancelled")).toEqual([]);

    const done = await bulk({ action: "cancel", filter });
    expect(done.body).toEqual({ ...counted.body, dryRun: false });
    expect(await statuses("job=one")).toEqual(["cancelled", "cancelled", "cancelled"]);
    expect(await statuses("job=other")).toEqual(["pending"]);
    expect(await deeds("runs.cancelled")).toEqual([
      {
        filter: { job: ["one"], status: ["pending", "failed"] },
        wanted: 3,
        applied: 3,
        skipped: [],
      },
    ]);
    const again = await bulk({ action: "cancel", filter });
    expect(again.body).toMatchObject({ matched: 0, applied: 0, skipped: [] });
  });

  it("counts a run once, however often its job is named", async () => {
    const job = await makeJob("twice");
    await runNow("twice");
    const filter = { job: `twice,${job.id},${job.id.toUpperCase()}` };
    const counted = await bulk({ action: "cancel", filter, dryRun: true });
    expect(counted.body).toMatchObject({ matched: 1, applied: 1 });
    expect(await statuses(`job=${filter.job}`)).toEqual(["pending"]);
  });

  it("takes back the messages of what it cancels, and tells each by an event", async () => {
    const job = await makeJob("messages");
    const ids = await runTimes("messages", 2);
    await bulk({ action: "cancel", ids });
    const messages = await rowsOf(
      db,
      sql`select id from pgboss.job where data->>'runId' = any(${anyOf(ids, "text")})`,
    );
    expect(messages).toEqual([]);
    const events = await rowsOf(
      db,
      sql`select seq from events where job_id = ${job.id}::uuid and type = 'run.finished'`,
    );
    expect(events).toHaveLength(2);
  });

  it("lets none of those that wait for others start before it gets to them", async () => {
    await makeJob("queue", { policies: { overlap: "queue_all" } });
    await runTimes("queue", 4);
    expect((await bulk({ action: "cancel", filter: { job: "queue" } })).body.applied).toBe(4);
    expect(new Set(await statuses("job=queue"))).toEqual(new Set(["cancelled"]));
  });

  it("says of each id it was given why it was left", async () => {
    await makeJob("named");
    const [pending = "", ended = ""] = await runTimes("named", 2);
    await call("POST", `/runs/${ended}/cancel`);
    const nobody = randomUUID();
    const done = await bulk({ action: "cancel", ids: [pending, ended, nobody, pending] });
    expect(done.body).toMatchObject({
      matched: 3,
      applied: 1,
      skipped: [
        { id: nobody, reason: "not_found", count: 1 },
        { id: ended, reason: "final", count: 1 },
      ],
    });
  });
});

describe("running again", () => {
  it("opens each once more as it was, the oldest first, once per idempotency key", async () => {
    await makeJob("again");
    const first = await runNow("again", { params: { url: "http://127.0.0.1:9/own" } });
    const second = await runNow("again");
    const live = await runNow("again");
    await bulk({ action: "cancel", ids: [first, second] });
    const body = { action: "rerun", ids: [first, second, live] };
    const headers = { "idempotency-key": "bulk-one" };
    const done = await bulk(body, { headers });
    expect(done.body).toMatchObject({
      matched: 3,
      applied: 2,
      skipped: [{ id: live, reason: "not_final", count: 1 }],
    });
    expect((await bulk(body, { headers })).body).toEqual(done.body);
    const reruns = (await call("GET", "/runs?job=again&trigger=rerun")).body.data;
    expect(
      reruns.map((run: { rerunOf: string; params: unknown; status: string }) => [
        run.rerunOf,
        run.params,
        run.status,
      ]),
    ).toEqual([
      [second, PARAMS, "pending"],
      [first, { url: "http://127.0.0.1:9/own" }, "pending"],
    ]);
    expect(await deeds("runs.rerun")).toHaveLength(1);
  });

  it("obeys the overlap rule, and counts what the rule recorded as skipped", async () => {
    await makeJob("strict", { policies: { overlap: "skip" } });
    const ids: string[] = [];
    for (let made = 0; made < 3; made += 1) {
      const id = await runNow("strict");
      await call("POST", `/runs/${id}/cancel`);
      ids.push(id);
    }
    const done = await bulk({ action: "rerun", filter: { job: "strict" } });
    expect(done.body).toMatchObject({
      matched: 3,
      applied: 1,
      skipped: [{ reason: "overlap", count: 2 }],
    });
    const reruns = (await call("GET", "/runs?job=strict&trigger=rerun")).body.data;
    expect(reruns.map((run: { status: string }) => run.status).sort()).toEqual([
      "pending",
      "skipped",
      "skipped",
    ]);
  });

  it("makes room as cancel_previous says, and holds as queue_all says", async () => {
    for (const [overlap, expected] of [
      ["cancel_previous", ["cancelled", "cancelled", "pending"]],
      ["queue_all", ["pending", "pending", "pending"]],
    ] as const) {
      await makeJob(overlap.replace("_", "-"), { policies: { overlap } });
      const key = overlap.replace("_", "-");
      const ids = await runTimes(key, 3);
      await bulk({ action: "cancel", ids });
      const done = await bulk({ action: "rerun", filter: { job: key } });
      expect(done.body).toMatchObject({ matched: 3, applied: 3, skipped: [] });
      expect((await statuses(`job=${key}&trigger=rerun`)).sort()).toEqual(expected);
      const going = (await call("GET", `/runs?job=${key}&trigger=rerun`)).body.data.filter(
        (run: { status: string; heldReason: string | null }) =>
          run.status === "pending" && run.heldReason === null,
      );
      expect(going).toHaveLength(1);
    }
  });

  it("opens nothing for jobs that are gone", async () => {
    const job = await makeJob("gone");
    await runNow("gone");
    await call("DELETE", "/jobs/gone");
    const done = await bulk({ action: "rerun", filter: { job: job.id } });
    expect(done.body).toMatchObject({
      matched: 1,
      applied: 0,
      skipped: [{ reason: "job_deleted", count: 1 }],
    });
  });
});

describe("what it refuses", () => {
  it("says at its place what is wrong, and takes exactly one of filter and ids", async () => {
    const id = randomUUID();
    for (const [body, places] of [
      [{ action: "cancel" }, [""]],
      [{ action: "cancel", filter: {}, ids: [id] }, [""]],
      [{ action: "cancel", ids: [id], cursor: id }, ["/cursor"]],
      [{ action: "stop", filter: {}, more: 1 }, ["/action", "/more"]],
      [
        { action: "cancel", filter: { state: "x", status: ["nope"] } },
        ["/filter/state", "/filter/status/0"],
      ],
      [{ action: "cancel", filter: { job: 5, from: "today" } }, ["/filter/from", "/filter/job"]],
      [{ action: "cancel", ids: [] }, ["/ids"]],
      [{ action: "cancel", ids: ["x", "' or 1=1"] }, ["/ids/0", "/ids/1"]],
      [{ action: "cancel", ids: Array.from({ length: 1_001 }, () => randomUUID()) }, ["/ids"]],
      [{ action: "cancel", filter: {}, cursor: "x" }, ["/cursor"]],
    ] as const) {
      const answer = await bulk(body);
      expect([answer.status, pointers(answer.body)]).toEqual([422, places]);
    }
  });

  it("knows no runs of other projects, neither to cancel nor to run again", async () => {
    await makeJob("private");
    const [live = "", ended = ""] = await runTimes("private", 2);
    await call("POST", `/runs/${ended}/cancel`);
    const made = await call("POST", "/projects", { body: { name: "Own", slug: "own" } });
    expect(made.status).toBe(201);
    for (const action of ["cancel", "rerun"]) {
      const there = await bulk({ action, project: "own", ids: [live, ended] });
      const skipped = [live, ended].map((id) => ({ id, reason: "not_found", count: 1 }));
      expect(there.body).toMatchObject({ matched: 2, applied: 0, skipped });
      const filter = { q: "private" };
      const all = await bulk({ action, project: "own", filter });
      expect(all.body).toMatchObject({ matched: 0, applied: 0 });
    }
    // The job of another project, by its id.
    const job = (await call("GET", "/jobs/private")).body.id;
    const byJob = await bulk({ action: "cancel", project: "own", filter: { job } });
    expect(byJob.body).toMatchObject({ matched: 0 });
    expect(await statuses("job=private&status=pending")).toEqual(["pending"]);
    const stranger = await api.member("stranger");
    const hidden = { action: "cancel", project: "own", filter: {} };
    expect((await bulk(hidden, { token: stranger.token })).status).toBe(404);
  });

  it("needs the scope for runs and the role that runs them", async () => {
    const scoped = async (...scopes: string[]) =>
      (await call("POST", "/tokens", { body: { name: "t", scopes } })).body.token;
    const body = { action: "cancel", filter: { job: "private" }, dryRun: true };
    const reader = await bulk(body, { token: await scoped("runs:read", "jobs:write") });
    expect(reader).toMatchObject({ status: 403, body: { missingScopes: ["runs:write"] } });
    expect((await bulk(body, { token: await scoped("runs:write") })).status).toBe(202);
    const viewer = await api.member("viewer");
    await call("PUT", `/projects/default/members/${viewer.id}`, { body: { role: "viewer" } });
    const project = "default";
    expect((await bulk({ ...body, project }, { token: viewer.token })).status).toBe(403);
  });
});

describe("from the command line", () => {
  const serve: typeof fetch = (url, init) => api.answer(new Request(url, init));
  const cli = (line: string) =>
    runCli(["runs", ...line.split(" ")], { fetch: serve, env: { PUNCTUAL_TOKEN: token } });

  it("counts, asks to be told --yes, and does it", async () => {
    await makeJob("by-hand");
    const [first = "", second = ""] = await runTimes("by-hand", 2);
    expect(await cli("cancel --job by-hand --dry-run")).toMatchObject({
      code: 0,
      out: "Would cancel 2 runs.\n",
    });
    const unsure = await cli("cancel --job by-hand");
    expect(unsure).toMatchObject({ code: 2, out: "" });
    expect(unsure.err).toContain("Cancel 2 runs? Say so with --yes.");
    expect(await cli(`cancel --ids ${first},${randomUUID()} --yes`)).toMatchObject({
      code: 0,
      out: "Cancelled 1 run.\nLeft as they are:\n  1 no such run\n",
    });
    expect((await cli("cancel --job by-hand --yes")).out).toBe("Cancelled 1 run.\n");
    expect((await cli(`rerun --ids ${first},${second} --yes`)).out).toBe("Started again 2 runs.\n");
    expect((await statuses("job=by-hand")).sort()).toEqual([
      "cancelled",
      "cancelled",
      "pending",
      "pending",
    ]);
  });

  it.each([
    ["cancel", "Name a run, or many"],
    ["cancel --yes", "Name a run, or many"],
    ["cancel --all --job x --yes", "takes no filter"],
    ["cancel --ids x --job x --yes", "takes no filter"],
    ["cancel one --all", "not both"],
    ["cancel one --dry-run", "not both"],
    ["rerun --all --param a=b", "goes with one run"],
  ])("does not understand %s", async (line, said) => {
    const answer = await cli(line);
    expect(answer).toMatchObject({ code: 2, out: "" });
    expect(answer.err).toContain(said);
  });
});

describe("a hundred thousand runs", () => {
  it("takes 10,000 a call, counts the rest, and comes to the end", async () => {
    const job = await makeJob("many");
    const one = await runNow("many");
    await call("POST", `/runs/${one}/cancel`);
    // Older than it, so that the ids order as those of real rows do.
    await db.execute(sql`
      insert into runs (id, project_id, job_id, job_version, template_version_id, trigger, scheduled_for, slot_count,
        status, reason, max_attempts, priority, pool, cancel_grace_seconds, exclusive, attempt, created_at, finished_at)
      select ('01900000-' || lpad(to_hex(n / 65536), 4, '0') || '-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
        project_id, job_id, job_version, template_version_id, 'api', scheduled_for, 1, 'cancelled', 'user', max_attempts,
        priority, pool, cancel_grace_seconds, exclusive, 0, created_at, finished_at
      from runs, generate_series(1, 100000) as n where id = ${one}::uuid`);
    const filter = { job: job.id, status: "cancelled" };
    const counted = await bulk({ action: "rerun", filter, dryRun: true });
    expect(counted.body).toMatchObject({ matched: 10_000, applied: 10_000, remaining: 90_001 });
    const first = await bulk({ action: "rerun", filter });
    expect(first.body).toMatchObject({ matched: 10_000, applied: 10_000, remaining: 90_001 });
    const { nextCursor: cursor } = first.body;
    const next = await bulk({ action: "rerun", filter, cursor, dryRun: true });
    expect(next.body).toMatchObject({ matched: 10_000, remaining: 80_001 });
    const opened = await rowsOf(
      db,
      sql`select count(*)::int as runs, count(distinct rerun_of)::int as of from runs where trigger = 'rerun' and job_id = ${job.id}::uuid`,
    );
    expect(opened).toEqual([{ runs: 10_000, of: 10_000 }]);
    const live = { job: job.id };
    expect((await bulk({ action: "cancel", filter: live })).body).toMatchObject({
      matched: 10_000,
      applied: 10_000,
      remaining: 0,
      nextCursor: null,
    });
  });
});
