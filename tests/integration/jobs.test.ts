import { describe, expect, it } from "vitest";
import { readEventBounds, readEventsAfter } from "../../db/queries/events.ts";
import { claimRuns } from "../../lib/services/runs/claim.ts";
import { finishAttempts } from "../../lib/services/runs/finish.ts";
import { planDue } from "../../lib/services/runs/plan.ts";
import { createTestClock } from "../support/clock.ts";
import { createTestDatabase } from "../support/database.ts";
import { startRest } from "../support/rest.ts";

const database = await createTestDatabase();
const clock = await createTestClock(database, "2026-03-02T08:00:00Z");
const api = await startRest(database);

const MINUTE = 60_000;
const WORKER = "00000000-0000-7000-8000-000000000001";
const EVERY_MINUTE = { kind: "cron", expression: "* * * * *" };

let made = 0;

/** A job's definition as sent, with a name of its own. */
function definition(more: object = {}) {
  made += 1;
  return {
    name: `Job ${made}`,
    template: "http-request",
    params: { method: "GET", url: "http://127.0.0.1:9/" },
    schedule: EVERY_MINUTE,
    ...more,
  };
}

async function makeJob(more: object = {}) {
  const answer = await api.call("POST /jobs", { body: definition(more) });
  expect(answer.body).toMatchObject({ name: expect.any(String), version: 1 });
  return answer.body;
}

const plan = () => planDue(api.platform, 100);

type Run = {
  id: string;
  scheduledFor: string;
  status: string;
  reason: string | null;
  rule: string | null;
  trigger: string;
};

/** The job's ledger, oldest slot first, as `instant status reason`. */
async function ledger(jobId: string): Promise<string[]> {
  const answer = await api.call(`GET /runs?job=${jobId}&limit=200`);
  expect(answer.status).toBe(200);
  return answer.body.data
    .map((run: Run) =>
      [run.scheduledFor.slice(11, 19), run.status, run.reason].filter(Boolean).join(" "),
    )
    .sort();
}

/** The next whole minute of the clock, at which the clock then stands, plus `seconds`. */
async function toMinute(seconds = 0): Promise<Date> {
  const now = (await clock.now()).getTime();
  await clock.setClock(new Date(Math.ceil((now + 1) / MINUTE) * MINUTE + seconds * 1000));
  return clock.now();
}

const later = (from: Date, ms: number) => new Date(from.getTime() + ms).toISOString();
const pointers = (body: { errors?: { pointer: string }[] }) =>
  (body.errors ?? []).map((error) => error.pointer).sort();

describe("a new job", () => {
  it("answers with every default written out, and plans its first slot", async () => {
    const start = await toMinute(30);
    const answer = await api.call("POST /jobs", {
      body: definition({ name: "EU report", tags: ["a"] }),
    });
    expect(answer.status).toBe(201);
    expect(answer.headers.get("location")).toBe(`/api/v1/jobs/${answer.body.id}`);
    expect(answer.headers.get("etag")).toBe('"1"');
    expect(answer.body).toMatchObject({
      key: "eu-report",
      project: "default",
      template: "http-request",
      templateVersion: null,
      resolvedTemplateVersion: 1,
      enabled: true,
      pool: "default",
      priority: 0,
      tags: ["a"],
      schedule: {
        kind: "cron",
        timeZone: "UTC",
        dst: { gap: "next", fold: "first" },
        startAt: null,
        endAt: null,
        jitterSeconds: 0,
        calendars: [],
      },
      policies: { timeoutSeconds: 60, overlap: "skip", retry: { maxAttempts: 3 } },
      ownPolicies: {},
      status: "active",
      nextRunAt: later(start, MINUTE / 2),
      lastRun: null,
      recentRuns: [],
      createdBy: { name: "admin" },
    });
    expect((await api.call("GET /jobs/eu-report")).body).toEqual(answer.body);
  });

  it("gets a key of its own from its name, and never one that is taken", async () => {
    const keys = [];
    for (const _ of [1, 2, 3]) keys.push((await makeJob({ name: "Çift iş" })).key);
    expect(keys).toEqual(["cift-is", "cift-is-2", "cift-is-3"]);
    const taken = await api.call("POST /jobs", { body: definition({ key: "cift-is-2" }) });
    expect(taken.status).toBe(409);
    expect(pointers(taken.body)).toEqual(["/key"]);
  });

  it("that many make at once under one name are all made, each with its key", async () => {
    const body = definition({ name: "Crowd" });
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => api.call("POST /jobs", { body })),
    );
    expect(answers.map((answer) => answer.status)).toEqual([201, 201, 201, 201, 201]);
    expect(new Set(answers.map((answer) => answer.body.key)).size).toBe(5);
  });

  it("is refused with every fault at its pointer, and nothing is written", async () => {
    const before = await api.call("GET /jobs?limit=200");
    const many = await api.call("POST /jobs", {
      body: definition({
        params: { url: "nonsense", method: "GET", color: 1 },
        schedule: { kind: "cron", expression: "61 * * * *", timeZone: "Mars/Olympus" },
        policies: { retry: { maxAttempts: 0 } },
      }),
    });
    expect(many.status).toBe(422);
    expect(pointers(many.body)).toEqual(
      expect.arrayContaining([
        "/params/color",
        "/policies/retry/maxAttempts",
        "/schedule/expression",
        "/schedule/timeZone",
      ]),
    );
    const cases: [object, string][] = [
      [{ schedule: { kind: "once", at: "2020-01-01T00:00:00Z" } }, "/schedule/at"],
      [{ schedule: { kind: "cron", expression: "0 0 30 2 *" } }, "/schedule/expression"],
      [{ schedule: { ...EVERY_MINUTE, calendars: ["holidays"] } }, "/schedule/calendars/0"],
      [{ template: "no-such-thing" }, "/template"],
      [{ templateVersion: 7 }, "/templateVersion"],
      [{ params: {} }, "/params/url"],
      [{ colour: "red" }, "/colour"],
      [{ priority: "high" }, "/priority"],
      [{ name: "nul\u0000byte" }, "/name"],
    ];
    for (const [more, pointer] of cases) {
      const refused = await api.call("POST /jobs", { body: definition(more) });
      expect([more, refused.status]).toEqual([more, 422]);
      expect(pointers(refused.body)).toContain(pointer);
    }
    const afterwards = await api.call("GET /jobs?limit=200");
    expect(afterwards.body.data).toHaveLength(before.body.data.length);
  });

  it("may begin paused", async () => {
    const job = await makeJob({ enabled: false });
    expect(job).toMatchObject({ enabled: false, status: "paused", nextRunAt: null });
    await toMinute();
    await plan();
    expect(await ledger(job.id)).toEqual([]);
  });

  it("with `in` is kept as the instant it means by the database's clock", async () => {
    const start = await toMinute(10);
    const job = await makeJob({ schedule: { kind: "once", in: "2m" } });
    expect(job.schedule).toMatchObject({ kind: "once", at: later(start, 2 * MINUTE) });
    expect(job.nextRunAt).toBe(later(start, 2 * MINUTE));
  });
});

describe("a change", () => {
  it("merges, restores defaults by null, and replaces schedule and params whole", async () => {
    const job = await makeJob({
      description: "old",
      policies: { retry: { maxAttempts: 5, jitter: false }, timeoutSeconds: 7 },
      schedule: { ...EVERY_MINUTE, timeZone: "Europe/Berlin", jitterSeconds: 5 },
    });
    const changed = await api.call(`PATCH /jobs/${job.id}`, {
      body: {
        description: null,
        policies: { retry: { maxAttempts: null }, timeoutSeconds: null, overlap: "allow" },
        schedule: { kind: "cron", expression: "0 3 * * *" },
        params: { url: "http://127.0.0.1:9/other", method: "POST" },
      },
    });
    expect(changed.status).toBe(200);
    expect(changed.headers.get("etag")).toBe('"2"');
    expect(changed.body).toMatchObject({
      version: 2,
      description: "",
      ownPolicies: { retry: { jitter: false }, overlap: "allow" },
      policies: { timeoutSeconds: 60, retry: { maxAttempts: 3, jitter: false }, overlap: "allow" },
      schedule: { timeZone: "UTC", jitterSeconds: 0 },
      params: { url: "http://127.0.0.1:9/other", method: "POST" },
    });
    expect(changed.body.ownPolicies).toEqual({ retry: { jitter: false }, overlap: "allow" });
  });

  it("that says what is so already makes no version and moves nothing", async () => {
    const job = await makeJob({ name: "Steady" });
    const { schedule, params, enabled } = job;
    const same = await api.call(`PATCH /jobs/${job.id}`, {
      body: { name: "Steady", schedule, params, enabled },
    });
    expect(same.body).toEqual(job);
  });

  it("honours If-Match, which runs do not change", async () => {
    const job = await makeJob();
    await toMinute();
    await plan();
    const patch = (name: string) =>
      api.call(`PATCH /jobs/${job.id}`, { body: { name }, headers: { "if-match": '"1"' } });
    expect((await patch("first")).status).toBe(200);
    expect((await patch("second")).status).toBe(412);
    const gone = await api.call(`DELETE /jobs/${job.id}`, { headers: { "if-match": '"1"' } });
    expect(gone.status).toBe(412);
  });

  it("first decides what is due under the old schedule, then counts from its own instant (P1)", async () => {
    const start = await toMinute(30);
    const job = await makeJob({ policies: { overlap: "allow" } });
    await clock.advance(2 * MINUTE);
    const changed = await api.call(`PATCH /jobs/${job.id}`, {
      body: { schedule: { kind: "interval", every: "10s", anchor: start.toISOString() } },
    });
    expect(changed.body.nextRunAt).toBe(later(start, 2 * MINUTE + 10_000));
    const slots = [later(start, MINUTE / 2), later(start, 1.5 * MINUTE)].map((at) =>
      at.slice(11, 19),
    );
    // The first is misfired, 90 s old with a grace of 60; the second is on time and stands for it.
    expect(await ledger(job.id)).toEqual([`${slots[0]} missed coalesced`, `${slots[1]} pending`]);
  });

  it("that touches no field of the schedule moves nothing", async () => {
    await toMinute(10);
    const job = await makeJob({ schedule: { kind: "interval", every: "45s" } });
    await clock.advance(7000);
    const changed = await api.call(`PATCH /jobs/${job.id}`, {
      body: { name: "Renamed", priority: 3 },
    });
    expect(changed.body).toMatchObject({
      nextRunAt: job.nextRunAt,
      schedule: job.schedule,
      priority: 3,
    });
  });

  it("of an interval keeps the anchor it was given at first (I3)", async () => {
    await toMinute(10);
    const job = await makeJob({ schedule: { kind: "interval", every: "15m" } });
    await clock.advance(5 * MINUTE);
    const changed = await api.call(`PATCH /jobs/${job.id}`, {
      body: { schedule: { kind: "interval", every: "20m" } },
    });
    expect(changed.body.schedule.anchor).toBe(job.schedule.anchor);
    expect(changed.body.nextRunAt).toBe(later(new Date(job.schedule.anchor), 20 * MINUTE));
  });

  it("of a one-off that is over judges its moment only when it is sent again (I4)", async () => {
    const start = await toMinute();
    const at = later(start, 5000);
    const job = await makeJob({ schedule: { kind: "once", at } });
    await clock.advance(10_000);
    await plan();
    const renamed = await api.call(`PATCH /jobs/${job.id}`, { body: { name: "Still fine" } });
    expect(renamed.status).toBe(200);
    expect(renamed.body).toMatchObject({ status: "finished", nextRunAt: null });
    const again = await api.call(`PATCH /jobs/${job.id}`, {
      body: { schedule: { kind: "once", at } },
    });
    expect(again.status).toBe(422);
    expect(pointers(again.body)).toEqual(["/schedule/at"]);
    const anew = await api.call(`PATCH /jobs/${job.id}`, {
      body: { schedule: { kind: "once", in: "1h" } },
    });
    expect(anew.body.status).toBe("active");
  });

  it("to another template begins with its latest version and checks the parameters under it", async () => {
    const job = await makeJob({ templateVersion: 1 });
    const wrong = await api.call(`PATCH /jobs/${job.id}`, { body: { template: "send-email" } });
    expect(wrong.status).toBe(422);
    expect(pointers(wrong.body)).toContain("/params/to");
    const params = { to: ["a@example.com"], subject: "s", text: "t" };
    const right = await api.call(`PATCH /jobs/${job.id}`, {
      body: { template: "send-email", params },
    });
    expect(right.body).toMatchObject({
      template: "send-email",
      templateVersion: null,
      executor: "email",
    });
  });

  it("to a key that is taken is refused, and leaves the job as it was", async () => {
    const first = await makeJob();
    const second = await makeJob();
    const refused = await api.call(`PATCH /jobs/${second.id}`, { body: { key: first.key } });
    expect(refused.status).toBe(409);
    expect((await api.call(`GET /jobs/${second.id}`)).body).toEqual(second);
  });
});

describe("a pause", () => {
  it("plans nothing, and leaves a row for each of its slots when it ends (P2, P3)", async () => {
    const start = await toMinute();
    const job = await makeJob({ policies: { overlap: "allow" } });
    await clock.setClock(later(start, MINUTE));
    const paused = await api.call(`POST /jobs/${job.id}/pause`, { body: { note: "holidays" } });
    expect(paused.body).toMatchObject({
      status: "paused",
      enabled: false,
      nextRunAt: null,
      pauseNote: "holidays",
    });
    await clock.setClock(later(start, 4 * MINUTE));
    await plan();
    const resumed = await api.call(`POST /jobs/${job.id}/resume`, { body: { missed: "skip" } });
    expect(resumed.body).toMatchObject({ status: "active", enabled: true, pausedAt: null });
    // The slot at the very end of the pause is not part of it.
    expect(resumed.body.nextRunAt).toBe(later(start, 4 * MINUTE));
    await plan();
    const at = (minute: number) => later(start, minute * MINUTE).slice(11, 19);
    expect(await ledger(job.id)).toEqual([
      `${at(1)} pending`,
      `${at(2)} missed paused`,
      `${at(3)} missed paused`,
      `${at(4)} pending`,
    ]);
  });

  it.each([
    ["all", ["pending", "pending", "pending"]],
    ["latest", ["missed paused", "missed paused", "pending"]],
    ["skip", ["missed paused", "missed paused", "missed paused"]],
  ])("ended with missed %s decides three slots as %j", async (missed, expected) => {
    const start = await toMinute();
    const job = await makeJob({ policies: { overlap: "allow" } });
    await api.call(`POST /jobs/${job.id}/pause`);
    await clock.setClock(later(start, 3.5 * MINUTE));
    await api.call(`POST /jobs/${job.id}/resume`, { body: { missed } });
    const rows = await ledger(job.id);
    expect(rows.map((row) => row.slice(9))).toEqual(expected);
  });

  it("ends by itself at `until`, however late that is noticed", async () => {
    const start = await toMinute();
    const job = await makeJob({ policies: { overlap: "allow", misfire: { policy: "skip" } } });
    const until = later(start, 2.5 * MINUTE);
    const paused = await api.call(`POST /jobs/${job.id}/pause`, { body: { until } });
    expect(paused.body).toMatchObject({ pausedUntil: until, nextRunAt: null });
    await clock.setClock(later(start, 3.5 * MINUTE));
    await plan();
    const rows = await ledger(job.id);
    expect(rows.map((row) => row.slice(9))).toEqual(["missed paused", "missed paused", "pending"]);
    expect((await api.call(`GET /jobs/${job.id}`)).body.status).toBe("active");
    const past = await api.call(`POST /jobs/${job.id}/pause`, {
      body: { until: start.toISOString() },
    });
    expect(past.status).toBe(422);
    expect(pointers(past.body)).toEqual(["/until"]);
  });

  it("and its end may be asked for twice", async () => {
    const job = await makeJob();
    const first = await api.call(`POST /jobs/${job.id}/pause`);
    const second = await api.call(`POST /jobs/${job.id}/pause`);
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(second.body).toEqual(first.body);
    const third = await api.call(`POST /jobs/${job.id}/resume`);
    const fourth = await api.call(`POST /jobs/${job.id}/resume`);
    expect(fourth.body).toEqual(third.body);
    expect(third.body.version).toBe(3);
  });

  it("whose schedule is edited gives the old slots up and owes the new ones from then on (P1)", async () => {
    const start = await toMinute();
    const job = await makeJob({ policies: { overlap: "allow" } });
    await api.call(`POST /jobs/${job.id}/pause`);
    await clock.setClock(later(start, 2.5 * MINUTE));
    const schedule = { kind: "interval", every: "30s", anchor: later(start, 15_000) };
    const edited = await api.call(`PATCH /jobs/${job.id}`, { body: { schedule } });
    expect(edited.body).toMatchObject({ status: "paused", nextRunAt: null });
    await clock.setClock(later(start, 3.5 * MINUTE));
    await api.call(`POST /jobs/${job.id}/resume`, { body: { missed: "skip" } });
    const at = (seconds: number) => later(start, seconds * 1000).slice(11, 19);
    expect(await ledger(job.id)).toEqual(
      [60, 120, 165, 195].map((seconds) => `${at(seconds)} missed paused`),
    );
  });

  it("by `enabled` in a change is the same", async () => {
    const job = await makeJob();
    const off = await api.call(`PATCH /jobs/${job.id}`, { body: { enabled: false } });
    expect(off.body).toMatchObject({ status: "paused", version: 2 });
    const on = await api.call(`PATCH /jobs/${job.id}`, { body: { enabled: true } });
    expect(on.body).toMatchObject({ status: "active", version: 3, nextRunAt: expect.any(String) });
  });
});

describe("the end of a job", () => {
  it("without slots left is finished, runs by hand and begins again with a new schedule", async () => {
    const start = await toMinute();
    const job = await makeJob({ schedule: { kind: "once", in: "5s" } });
    await clock.advance(5000);
    await plan();
    const over = await api.call(`GET /jobs/${job.id}`);
    expect(over.body).toMatchObject({ status: "finished", nextRunAt: null });
    expect(over.body.lastRun).toMatchObject({
      scheduledFor: later(start, 5000),
      status: "pending",
    });
    const byHand = await api.call(`POST /jobs/${job.id}/runs`, { body: { overlap: "allow" } });
    expect(byHand.status).toBe(202);
    expect(byHand.body).toMatchObject({ trigger: "api", status: "pending" });
  });

  it("by deletion cancels what is pending, lets finish what runs, and frees the key", async () => {
    await toMinute();
    const job = await makeJob({ policies: { overlap: "allow" } });
    const first = await api.call(`POST /jobs/${job.id}/runs`);
    const [work] = await claimRuns(api.platform, { pools: ["default"] }, 100, {
      workerId: WORKER,
      leaseSeconds: 600,
    }).then((all) => all.filter(({ run }) => run.jobId === job.id));
    if (work === undefined) throw new Error("nothing was claimed");
    const second = await api.call(`POST /jobs/${job.id}/runs`);
    const later = await api.call(`POST /jobs/${job.id}/runs`, { body: { delay: "1h" } });
    expect((await api.call(`DELETE /jobs/${job.key}`)).status).toBe(204);
    expect((await api.call(`GET /jobs/${job.id}`)).status).toBe(404);
    expect((await api.call(`POST /jobs/${job.id}/runs`)).status).toBe(404);
    const state = async (id: string) => {
      const { status, reason } = (await api.call(`GET /runs/${id}`)).body;
      return [status, reason];
    };
    expect(await state(second.body.id)).toEqual(["cancelled", "job_deleted"]);
    expect(await state(later.body.id)).toEqual(["cancelled", "job_deleted"]);
    expect(await state(first.body.id)).toEqual(["running", null]);
    await finishAttempts(api.platform, [
      {
        ...work.run,
        runId: work.run.id,
        policies: work.policies,
        report: { outcome: "completed" },
        result: { status: 200 },
        random: 0,
      },
    ]);
    expect(await state(first.body.id)).toEqual(["completed", null]);
    await clock.advance(5 * MINUTE);
    await plan();
    expect((await api.call(`GET /runs?job=${job.id}`)).body.data).toHaveLength(3);
    expect((await makeJob({ key: job.key })).key).toBe(job.key);
  });

  it("by deletion also ends a pause that had an end", async () => {
    const job = await makeJob();
    await api.call(`POST /jobs/${job.id}/pause`, { body: { until: "2027-01-01T00:00:00Z" } });
    expect((await api.call(`DELETE /jobs/${job.id}`)).status).toBe(204);
  });
});

describe("occurrences", () => {
  it("are the schedule's next firings in words and times", async () => {
    const job = await makeJob({
      schedule: {
        kind: "cron",
        expression: "30 2 * * *",
        timeZone: "Europe/Berlin",
        dst: { gap: "skip" },
      },
    });
    const query = "from=2026-03-27T12:00:00Z&limit=2";
    const answer = await api.call(`GET /jobs/${job.id}/occurrences?${query}`);
    expect(answer.body.occurrences).toEqual([
      { at: "2026-03-28T01:30:00.000Z", local: "2026-03-28T02:30:00", offset: "+01:00", notes: [] },
      { at: "2026-03-30T00:30:00.000Z", local: "2026-03-30T02:30:00", offset: "+02:00", notes: [] },
    ]);
    expect(answer.body.warnings).toMatchObject([
      { code: "dst_gap", at: "2026-03-29T01:00:00.000Z" },
    ]);
  });

  it("of a range include its start and not its end (S2)", async () => {
    const job = await makeJob();
    const range = "from=2026-05-01T00:00:00Z&to=2026-05-01T00:02:00Z";
    const answer = await api.call(`GET /jobs/${job.id}/occurrences?${range}`);
    expect(answer.body.occurrences.map((one: { at: string }) => one.at)).toEqual([
      "2026-05-01T00:00:00.000Z",
      "2026-05-01T00:01:00.000Z",
    ]);
    const wrong = await api.call(
      `GET /jobs/${job.id}/occurrences?from=2026-05-01T00:00:00Z&to=2026-04-01T00:00:00Z`,
    );
    expect(pointers(wrong.body)).toEqual(["/query/to"]);
  });

  it("of a schedule nobody has saved can be previewed", async () => {
    const schedule = { kind: "cron", expression: "0 2 * * MON-FRI", timeZone: "europe/berlin" };
    const answer = await api.call("POST /schedules/preview", {
      body: { schedule, from: "2026-03-02T01:00:00Z", count: 2 },
    });
    expect(answer.status).toBe(200);
    expect(answer.body.description).toContain("02:00");
    expect(answer.body.occurrences.map((one: { at: string }) => one.at)).toEqual([
      "2026-03-03T01:00:00.000Z",
      "2026-03-04T01:00:00.000Z",
    ]);
    const wrong = await api.call("POST /schedules/preview", {
      body: { schedule: { ...schedule, expression: "x" } },
    });
    expect(wrong.status).toBe(422);
    expect(pointers(wrong.body)).toEqual(["/schedule/expression"]);
  });
});

describe("the watching", () => {
  it("are told of every change of a job, in order", async () => {
    const { last } = await readEventBounds(api.platform.db);
    const job = await makeJob();
    await api.call(`PATCH /jobs/${job.id}`, { body: { name: "Told" } });
    await api.call(`PATCH /jobs/${job.id}`, { body: { name: "Told" } });
    await api.call(`POST /jobs/${job.id}/pause`);
    await api.call(`POST /jobs/${job.id}/resume`);
    await api.call(`DELETE /jobs/${job.id}`);
    const { events } = await readEventsAfter(api.platform.db, last, 1000);
    expect(events.map(({ type, jobId, data }) => [type, jobId, data])).toEqual([
      ["job.created", job.id, { status: "active", version: 1 }],
      ["job.updated", job.id, { status: "active", version: 2 }],
      ["job.updated", job.id, { status: "paused", version: 3 }],
      ["job.updated", job.id, { status: "active", version: 4 }],
      ["job.terminated", job.id, { status: "deleted" }],
    ]);
  });
});

describe("lists", () => {
  it("show each job once, newest first, whatever the filter", async () => {
    for (const at of [1, 2, 3, 4, 5]) {
      await clock.advance(1);
      await makeJob({ name: `Listed ${at}`, tags: at % 2 === 0 ? ["even", "x"] : ["odd"] });
    }
    await api.call("POST /jobs/listed-2/pause");
    const names = async (query: string) =>
      (await api.call(`GET /jobs?${query}`)).body.data.map((job: { name: string }) => job.name);
    expect(await names("q=listed")).toEqual([5, 4, 3, 2, 1].map((at) => `Listed ${at}`));
    expect(await names("q=listed&tag=even")).toEqual(["Listed 4", "Listed 2"]);
    expect(await names("q=listed&status=paused,finished")).toEqual(["Listed 2"]);
    expect(await names("q=listed&template=http-request&limit=1")).toEqual(["Listed 5"]);
    expect(await names("q=listed&template=send-email")).toEqual([]);
    const first = await api.call("GET /jobs?q=listed&limit=3");
    expect(await names(`q=listed&limit=3&cursor=${first.body.nextCursor}`)).toEqual([
      "Listed 2",
      "Listed 1",
    ]);
    expect((await api.call("GET /jobs?status=broken")).status).toBe(422);
  });

  it("show the newest runs of each job", async () => {
    const job = await makeJob({ name: "Barred", policies: { overlap: "allow" } });
    const ids: string[] = [];
    for (const _ of [1, 2, 3]) {
      await clock.advance(1);
      ids.unshift((await api.call(`POST /jobs/${job.id}/runs`)).body.id);
    }
    const listed = await api.call("GET /jobs?q=barred");
    expect(listed.body.data[0].recentRuns.map((run: Run) => run.id)).toEqual(ids);
    expect(listed.body.data[0].lastRun.id).toBe(ids[0]);
  });
});

describe("the next run", () => {
  it("is the next that fires, not a slot that a clock change takes out", async () => {
    await clock.setClock("2026-03-28T12:00:00Z");
    const schedule = { kind: "cron", expression: "30 2 * * *", timeZone: "Europe/Berlin" };
    const skipping = await makeJob({ schedule: { ...schedule, dst: { gap: "skip" } } });
    expect(skipping.nextRunAt).toBe("2026-03-30T00:30:00.000Z");
    const moving = await makeJob({ schedule });
    expect(moving.nextRunAt).toBe("2026-03-29T01:00:00.000Z");
    // The slot that was taken out still gets its row.
    await clock.setClock("2026-03-29T01:00:10Z");
    await plan();
    expect(await ledger(skipping.id)).toEqual(["01:00:00 skipped dst_gap"]);
    expect(await ledger(moving.id)).toEqual(["01:00:00 pending"]);
  });
});
