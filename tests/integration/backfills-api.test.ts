import { expect, it } from "vitest";
import { cancelRuns } from "../../lib/services/runs/cancel.ts";
import { createTestApi } from "../support/api.ts";
import { runCli } from "../support/cli.ts";
import { createTestDatabase } from "../support/database.ts";

const api = await createTestApi(await createTestDatabase());
const token = await api.login();
const RANGE = { from: "2026-01-01T00:00:00Z", to: "2026-01-01T03:00:00+00:00" };

type Sent = Parameters<typeof api.call>[2];
const call = (method: string, path: string, sent: Sent = {}) =>
  api.call(method, `/api/v1${path}`, { token, ...sent });
const serve: typeof fetch = (url, init) => api.answer(new Request(url, init));
const cli = (line: readonly string[], wait?: () => Promise<void>) =>
  runCli(line, {
    fetch: serve,
    env: { PUNCTUAL_TOKEN: token },
    ...(wait === undefined ? {} : { wait }),
  });

async function makeJob(key: string) {
  const body = {
    name: key,
    key,
    template: "http-request",
    params: { url: "http://127.0.0.1:9/" },
    schedule: { kind: "cron", expression: "0 * * * *" },
  };
  const made = await call("POST", "/jobs", { body });
  expect(made.status).toBe(201);
  return made.body;
}

const withScopes = async (...scopes: string[]) =>
  (await call("POST", "/tokens", { body: { name: "t", scopes } })).body.token;

it("is counted, started once per idempotency key, shown, listed and cancelled over REST", async () => {
  const job = await makeJob("hourly");
  const path = `/jobs/${job.key}/backfill`;
  const plan = await call("POST", path, { body: { ...RANGE, dryRun: true } });
  expect(plan).toMatchObject({
    status: 200,
    body: { count: 3, completed: 0, first: "2026-01-01T00:00:00.000Z" },
  });
  const headers = { "idempotency-key": "one" };
  const started = await call("POST", path, { body: RANGE, headers });
  expect(started).toMatchObject({ status: 202, body: { count: 3 } });
  expect((await call("POST", path, { body: RANGE, headers })).body).toEqual(started.body);
  const { backfillId } = started.body;
  expect(started.headers.get("location")).toBe(`/api/v1/backfills/${backfillId}`);
  const listed = await call("GET", `/jobs/${job.id}/backfills`);
  expect(listed.body).toMatchObject({
    data: [{ id: backfillId, overlap: "queue_all" }],
    nextCursor: null,
  });
  const runs = await call("GET", `/runs?backfill=${backfillId}&trigger=backfill`);
  expect(runs.body.data).toHaveLength(3);
  expect(runs.body.data[0]).toMatchObject({ backfillId, scheduledFor: "2026-01-01T02:00:00.000Z" });
  const cancelled = await call("POST", `/backfills/${backfillId}/cancel`);
  expect(cancelled).toMatchObject({
    status: 202,
    body: { status: "cancelled", counts: { cancelled: 3 } },
  });
  expect(cancelled.body.cancelledBy.id).toBe(cancelled.body.requestedBy.id);
});

it("says at its field what is wrong with a range", async () => {
  const job = await makeJob("wrong");
  const path = `/jobs/${job.id}/backfill`;
  const bad = await call("POST", path, {
    body: { from: "yesterday", overlap: "perhaps", more: 1 },
  });
  const places = bad.body.errors.map(({ pointer }: { pointer: string }) => pointer);
  expect([bad.status, places.sort()]).toEqual([422, ["/from", "/more", "/overlap", "/to"]]);
  const none = await call("POST", path, { body: { from: RANGE.to, to: RANGE.from } });
  expect(none).toMatchObject({ status: 422, body: { errors: [{ pointer: "/to" }] } });
});

it("needs the scope for runs, and the role that runs them", async () => {
  const job = await makeJob("guarded");
  const path = `/jobs/${job.id}/backfill`;
  const reader = await withScopes("runs:read", "jobs:read");
  const refused = await call("POST", path, { body: RANGE, token: reader });
  expect(refused).toMatchObject({ status: 403, body: { missingScopes: ["runs:write"] } });
  const runner = await withScopes("runs:write");
  const started = await call("POST", path, { body: RANGE, token: runner });
  expect(started.status).toBe(202);
  const one = `/backfills/${started.body.backfillId}`;
  expect((await call("GET", one, { token: reader })).status).toBe(200);
  expect((await call("GET", one, { token: runner })).status).toBe(403);
  const stranger = await api.member("stranger");
  const project = (await call("GET", "/projects/default")).body;
  const member = `/projects/${project.id}/members/${stranger.id}`;
  await call("PUT", member, { body: { role: "viewer" } });
  expect((await call("POST", path, { body: RANGE, token: stranger.token })).status).toBe(403);
  await call("PUT", member, { body: { role: "operator" } });
  expect((await call("POST", `${one}/cancel`, { token: stranger.token })).status).toBe(202);
});

it("is started, followed to its end and listed on the command line", async () => {
  const job = await makeJob("by-line");
  const range = ["--from", RANGE.from, "--to", RANGE.to];
  const dry = await cli(["backfill", job.key, ...range, "--dry-run"]);
  expect(dry).toMatchObject({ code: 0, err: "" });
  expect(dry.out).toMatch(/Slots\s+3\n/);
  const followed = await cli(["backfill", job.key, ...range, "--follow"], async () => {
    const live = await call("GET", `/runs?job=${job.id}&status=pending,running`);
    await cancelRuns(
      api.platform,
      live.body.data.map(({ id }: { id: string }) => id),
      "user",
    );
  });
  expect(followed.code).toBe(1);
  expect(followed.err).toContain("3 pending");
  expect(followed.out).toMatch(/Runs\s+3 cancelled/);
  const listed = await cli(["backfills", "list", job.key, "--json"]);
  const [{ id }] = JSON.parse(listed.out).data;
  expect((await cli(["backfills", "get", id])).out).toMatch(/Runs\s+3 cancelled/);
  expect((await cli(["backfills", "cancel", id])).code).toBe(0);
  expect((await cli(["backfill", job.key, "--from", RANGE.from])).code).toBe(2);
});

it("pauses and resumes a project over REST and on the command line, whoever may pause its jobs", async () => {
  const job = await makeJob("of-project");
  const member = await api.member("bea");
  const project = (await call("GET", "/projects/default")).body;
  const role = (name: string) =>
    call("PUT", `/projects/${project.id}/members/${member.id}`, { body: { role: name } });
  const pause = (more: Sent = {}) => call("POST", `/projects/${project.slug}/pause`, more);
  await role("viewer");
  expect((await pause({ token: member.token })).status).toBe(403);
  const scoped = await withScopes("jobs:write");
  expect((await pause({ token: scoped })).body.missingScopes).toEqual(["admin"]);
  await role("operator");
  const paused = await pause({ token: member.token, body: { note: "Moving house" } });
  expect(paused).toMatchObject({
    status: 200,
    body: { slug: "default", paused: { note: "Moving house", until: null, by: { id: member.id } } },
  });
  const again = await pause();
  expect(again.body.paused).toEqual(paused.body.paused);
  const past = await pause({ body: { until: "2020-01-01T00:00:00Z" } });
  expect(past).toMatchObject({ status: 422, body: { errors: [{ pointer: "/until" }] } });
  expect((await call("GET", `/jobs/${job.id}`)).body).toMatchObject({
    status: "paused",
    enabled: true,
    nextRunAt: null,
  });
  const listed = await call("GET", "/jobs?status=active");
  expect(listed.body.data).toEqual([]);
  const shown = (await call("GET", "/projects")).body.data.filter(
    (one: { paused: unknown }) => one.paused !== null,
  );
  expect(shown.map(({ slug }: { slug: string }) => slug)).toEqual(["default"]);
  expect((await call("POST", `/jobs/${job.id}/runs`)).status).toBe(202);
  expect((await cli(["jobs", "get", job.key])).out).toMatch(/Status\s+paused with its project/);
  expect((await cli(["projects", "get", "default"])).out).toMatch(/Note\s+Moving house/);
  const resumed = await cli(["projects", "resume", "default", "--missed", "skip", "--json"]);
  expect(JSON.parse(resumed.out)).toMatchObject({ slug: "default", paused: null });
  expect((await cli(["projects", "resume", "default"])).code).toBe(0);
  const again2 = await cli(["projects", "pause", "default", "--until", "2199-01-01T00:00:00Z"]);
  expect(again2.out).toMatch(/Status\s+paused until 2199/);
  expect((await cli(["projects", "resume", "default"])).out).toMatch(/Status\s+active/);
  const audit = await call("GET", `/events?after=0&topics=jobs`, {
    headers: { accept: "application/json" },
  });
  const ofProject = audit.body.data.filter(
    (event: { jobId?: string }) => event.jobId === undefined,
  );
  expect(ofProject.map(({ data }: { data: { status: string } }) => data.status)).toEqual([
    "paused",
    "active",
    "paused",
    "active",
  ]);
});
