import { beforeAll, describe, expect, it } from "vitest";
import { claimRuns } from "../../lib/services/runs/claim.ts";
import { finishAttempts } from "../../lib/services/runs/finish.ts";
import { createTestClock } from "../support/clock.ts";
import { createTestDatabase } from "../support/database.ts";
import { startRest } from "../support/rest.ts";

const database = await createTestDatabase();
const clock = await createTestClock(database, "2026-03-02T08:00:00Z");
const api = await startRest(database);

const WORKER = "00000000-0000-7000-8000-000000000001";
const NOW = "2026-03-02T08:00:00.000Z";
const IN_30_DAYS = "2026-04-01T08:00:00.000Z";
const RANGE = { from: NOW, to: IN_30_DAYS };
const DAILY = { kind: "cron", expression: "0 2 * * *", timeZone: "Europe/Berlin" };

const simulate = (body: object) =>
  api.call("POST /schedules/simulate", { body: { schedule: DAILY, ...RANGE, ...body } });
const pointers = (body: { errors?: { pointer: string }[] }) =>
  (body.errors ?? []).map(({ pointer }) => pointer).sort();

async function makeJob(key: string, more: object = {}) {
  const body = {
    name: key,
    key,
    template: "http-request",
    params: { method: "GET", url: "http://127.0.0.1:9/" },
    schedule: DAILY,
    ...more,
  };
  const answer = await api.call("POST /jobs", { body });
  expect(answer.body).toMatchObject({ key });
  return answer.body;
}

/** Runs a job once by hand for so many milliseconds. */
async function runFor(jobId: string, ms: number): Promise<void> {
  const asked = await api.call(`POST /jobs/${jobId}/runs`, { body: { overlap: "allow" } });
  expect(asked.status).toBe(202);
  const [work] = await claimRuns(api.platform, { pools: ["default"] }, 1, {
    workerId: WORKER,
    leaseSeconds: 600,
  });
  if (work === undefined) throw new Error("the run was not claimed");
  await clock.advance(ms);
  const { run, policies } = work;
  const report = { outcome: "completed" } as const;
  await finishAttempts(api.platform, [
    { ...run, runId: run.id, policies, report, result: null, random: 0 },
  ]);
}

describe("a simulation", () => {
  it("answers with slots, clock changes and words, and saves nothing", async () => {
    const { status, body } = await simulate({});
    expect(status).toBe(200);
    expect(body).toMatchObject({
      ...RANGE,
      description: "At 02:00 every day, Europe/Berlin",
      counts: { slots: 30, fires: 30, calendar: 0, window: 0, dstGap: 0, predicted: null },
      nextTransition: {
        at: "2026-03-29T01:00:00.000Z",
        offsetBefore: "+01:00",
        offsetAfter: "+02:00",
      },
      durations: null,
      difference: null,
      truncated: false,
    });
    const change = body.slots.find(({ at }: { at: string }) => at.startsWith("2026-03-29"));
    expect(change).toEqual({
      at: "2026-03-29T01:00:00.000Z",
      local: "2026-03-29T03:00:00",
      offset: "+02:00",
      notes: ["dst_gap"],
      decision: "run",
      reason: null,
      rule: null,
    });
    const codes = body.warnings.map(({ code }: { code: string }) => code);
    expect(codes).toEqual(["overlaps_not_predicted"]);
  });

  it("says that H without a job is not the job's own", async () => {
    const { body } = await simulate({ schedule: { kind: "cron", expression: "H 2 * * *" } });
    expect(body.warnings[0]).toMatchObject({ code: "hash_without_job" });
  });

  it("counts an interval without anchor from the beginning, which is no slot (I3)", async () => {
    const { body } = await simulate({ schedule: { kind: "interval", every: "12h" } });
    expect(body.slots[0]).toMatchObject({ at: "2026-03-02T20:00:00.000Z" });
    expect(body.counts.slots).toBe(59);
  });

  it("lists as many as asked for and counts all, at once", async () => {
    const schedule = { kind: "cron", expression: "* * * * * *" };
    const { body } = await simulate({ schedule, to: "2036-03-02T08:00:00Z", limit: 3 });
    expect(body.slots).toHaveLength(3);
    expect(body).toMatchObject({ truncated: true, counts: { slots: 315_619_200 } });
  });

  it("judges by calendars that are only tried out", async () => {
    const holidays = {
      slug: "holidays",
      entries: [
        { kind: "date", date: "2026-03-17", name: "Ada's day" },
        { kind: "weekly", days: ["sun"] },
      ],
    };
    const { body } = await simulate({ calendars: [holidays] });
    expect(body.counts).toMatchObject({ slots: 30, fires: 25, calendar: 5 });
    const hit = body.slots.find(({ local }: { local: string }) => local.startsWith("2026-03-17"));
    expect(hit).toMatchObject({
      decision: "skipped",
      reason: "calendar",
      calendar: { calendar: "holidays", entry: 0, name: "Ada's day" },
    });
  });

  it("judges by the calendars a schedule names, skipping or moving what they exclude (K1)", async () => {
    const entries = [{ kind: "weekly", days: ["SAT", "SUN"], name: "Weekend" }];
    const made = await api.call("POST /calendars", { body: { name: "Weekends", entries } });
    expect(made.status).toBe(201);
    const calendars = [made.body.slug];
    const skipped = await simulate({ schedule: { ...DAILY, calendars: [made.body.id] } });
    expect(skipped.body.counts).toMatchObject({ slots: 30, fires: 22, calendar: 8 });
    const hit = skipped.body.slots.find(({ decision }: { decision: string }) => decision !== "run");
    expect(hit.calendar).toEqual({ calendar: "weekends", entry: 0, name: "Weekend" });

    const weekly = { ...DAILY, expression: "0 2 * * SAT", calendars, onExcluded: "move" };
    const moved = await simulate({ schedule: weekly });
    expect(moved.body.slots[0]).toMatchObject({
      decision: "run",
      local: "2026-03-09T02:00:00",
      movedFrom: "2026-03-07T01:00:00.000Z",
    });
    const freed = await simulate({
      schedule: weekly,
      calendars: [],
      compareWith: { schedule: weekly },
    });
    expect(freed.body.difference).toMatchObject({ added: 0, removed: 0, moved: 4 });
  });

  it("is for those who may read jobs", async () => {
    const token = await api.tokenWith(["runs:read"]);
    const refused = await api.call("POST /schedules/simulate", {
      token,
      body: { schedule: DAILY, ...RANGE },
    });
    expect([refused.status, refused.body.missingScopes]).toEqual([403, ["jobs:read"]]);
  });
});

describe("a difference", () => {
  it("is told against another definition", async () => {
    const schedule = { ...DAILY, expression: "30 2,14 * * *" };
    const { body } = await simulate({ schedule, compareWith: { schedule: DAILY } });
    expect(body.difference).toMatchObject({
      added: 30,
      removed: 0,
      moved: 29,
      unchanged: 1,
      summary: "This adds 30 runs in the next 30 days and moves 29.",
      before: { slots: 30 },
    });
    expect(body.difference.move[0]).toMatchObject({
      from: { local: "2026-03-03T02:00:00" },
      to: { local: "2026-03-03T02:30:00" },
    });
  });

  it("is told against what is stored of a job, and not where it is not wanted", async () => {
    const { id, version } = await makeJob("compared");
    const weekdays = { ...DAILY, expression: "0 2 * * MON-FRI" };
    const { body } = await simulate({ schedule: weekdays, job: "compared" });
    expect(body.difference).toMatchObject({ removed: 8, added: 0, moved: 0, unchanged: 22 });
    expect(body.difference.vanish[0]).toMatchObject({ local: "2026-03-07T02:00:00" });
    const alone = await simulate({ schedule: weekdays, job: id, compareWith: null });
    expect(alone.body.difference).toBeNull();
    expect((await api.call(`GET /jobs/${id}`)).body.version).toBe(version);
  });

  it("names a range that is not the next days", async () => {
    const range = { from: "2027-01-01T00:00:00Z", to: "2027-01-08T00:00:00Z" };
    const other = { schedule: { ...DAILY, expression: "0 3 * * *" } };
    const { body } = await simulate({ ...range, compareWith: other });
    expect(body.difference.summary).toBe("This moves 7 runs in the 7 days from 2027-01-01.");
  });

  it("keeps the grid of an interval whose length changes (I3)", async () => {
    const every = (text: string) => ({ kind: "interval", every: text });
    await makeJob("hourly", { schedule: { ...every("1h"), anchor: "2026-01-01T00:20:00Z" } });
    const { body } = await simulate({ schedule: every("30m"), job: "hourly" });
    expect(body.difference).toMatchObject({ added: 720, removed: 0, moved: 0, unchanged: 720 });
  });

  it("is refused where there are too many runs to compare", async () => {
    const { status, body } = await simulate({
      schedule: { kind: "cron", expression: "* * * * * *" },
      compareWith: { schedule: DAILY },
    });
    expect([status, pointers(body)]).toEqual([422, ["/to"]]);
    expect(body.errors[0].message).toContain("2,592,000 runs");
  });
});

describe("predicted overlaps", () => {
  let job: { id: string };
  beforeAll(async () => {
    job = await makeJob("slow-one");
    for (const minutes of [4, 4, 4, 12]) await runFor(job.id, minutes * 60_000);
  });

  it("come from what the job's runs took", async () => {
    const now = (await clock.now()).getTime();
    const from = new Date(Math.ceil(now / 3_600_000) * 3_600_000);
    const to = new Date(from.getTime() + 20 * 60_000);
    const { body } = await simulate({
      schedule: { kind: "cron", expression: "*/5 * * * *" },
      from: from.toISOString(),
      to: to.toISOString(),
      job: job.id,
    });
    expect(body.durations).toEqual({ runs: 4, p50Ms: 240_000, p95Ms: 648_000, meanMs: 360_000 });
    expect(body.warnings).toEqual([]);
    expect(body.counts.predicted).toEqual({
      slots: 4,
      until: null,
      typical: { run: 4, skipped: 0, held: 0, cancelsPrevious: 0 },
      slow: { run: 2, skipped: 2, held: 0, cancelsPrevious: 0 },
    });
    expect(body.slots[1]).toMatchObject({
      decision: "run",
      overlaps: { slow: { decision: "skipped", behind: from.toISOString(), startsAt: null } },
    });
  });

  it("follow the policies that are tried out", async () => {
    const { body } = await simulate({
      schedule: { kind: "cron", expression: "*/2 * * * *" },
      policies: { overlap: "queue_one" },
      job: "slow-one",
    });
    expect(body.slots[1]).toMatchObject({ decision: "held", reason: "overlap" });
    expect(body.counts.predicted).toMatchObject({ slots: 5_000, until: expect.any(String) });
  });

  it("say where no run of the job has finished yet", async () => {
    await makeJob("never-ran");
    const { body } = await simulate({ job: "never-ran" });
    expect(body.durations).toBeNull();
    expect(body.warnings[0]).toMatchObject({ code: "overlaps_not_predicted" });
  });
});

describe("faults", () => {
  it("are all told at once, each at its place", async () => {
    const { status, body } = await simulate({
      schedule: { ...DAILY, expression: "99 2 * * *", calendars: ["no-such"] },
      policies: { maxConcurrentRuns: 0 },
      to: NOW,
      job: "nobody",
      compareWith: {
        schedule: { kind: "interval", every: "soon" },
        policies: { timeoutSeconds: -1 },
        calendars: [{ slug: "x", entries: [{ kind: "date", date: "2026-02-30" }] }],
      },
    });
    expect([status, pointers(body)]).toEqual([
      422,
      [
        "/compareWith/calendars/0/entries/0/date",
        "/compareWith/policies/timeoutSeconds",
        "/compareWith/schedule/every",
        "/job",
        "/policies/maxConcurrentRuns",
        "/schedule/calendars/0",
        "/schedule/expression",
        "/to",
      ],
    ]);
  });

  it("are told beside those of the shape", async () => {
    const { body } = await simulate({
      schedule: { ...DAILY, timeZone: "Mars/Base" },
      compareWith: { schedule: { ...DAILY, expression: "0 25 * * *" } },
      to: "2046-03-02T08:00:00Z",
      colour: "red",
    });
    expect(pointers(body)).toEqual([
      "/colour",
      "/compareWith/schedule/expression",
      "/schedule/timeZone",
      "/to",
    ]);
    const shapeless = await simulate({ from: "yesterday", limit: 5_000 });
    expect(pointers(shapeless.body)).toEqual(["/from", "/limit"]);
  });
});
