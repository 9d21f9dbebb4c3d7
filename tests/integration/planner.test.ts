import { describe, expect, it } from "vitest";
import { type DueDecision, decideDue } from "../../lib/domain/misfire.ts";
import { DEFAULT_POLICIES, type MisfirePolicy } from "../../lib/domain/policies.ts";
import { compileSchedule } from "../../lib/domain/schedule/compile.ts";
import { jitterMs } from "../../lib/domain/schedule/hash.ts";
import type { Schedule } from "../../lib/domain/schedule/types.ts";
import { pauseJob } from "../../lib/services/jobs/pause.ts";
import { resumeJob } from "../../lib/services/jobs/resume.ts";
import { openHeart, type RunRow, times, verdicts } from "../support/heart.ts";

const START = "2026-03-02T00:00:30Z";
const heart = await openHeart(START);
const { clock, sql } = heart;

const EVERY_MINUTE = { kind: "cron", expression: "* * * * *" } as const;
const ALLOW = { overlap: "allow" } as const;

type JobState = {
  status: string;
  next_fire_at: Date | null;
  decided_until: Date;
  schedule: Schedule;
};

async function jobState(id: string): Promise<JobState> {
  const [row] = await sql<
    JobState[]
  >`select *, case when paused_at is not null then 'paused' when next_fire_at is null then 'finished' else 'active' end as status
    from jobs join job_clocks on job_id = id where id = ${id}`;
  if (row === undefined) throw new Error(`there is no job ${id}`);
  return row;
}

async function eventsOf(jobId: string): Promise<string[]> {
  const rows = await sql<{ text: string }[]>`
    select type || ' ' || coalesce(data->>'status', '') as text from events where job_id = ${jobId} order by seq`;
  return rows.map((row) => row.text);
}

/** A ledger row or a decision as one comparable line. */
type Line = readonly [
  at: string,
  until: string | null,
  slots: number,
  status: string,
  reason: string | null,
  rule: string | null,
];

const iso = (ms: number): string => new Date(ms).toISOString();

function lineOfRow(row: RunRow): Line {
  const until = row.scheduled_until?.toISOString() ?? null;
  const at = row.scheduled_for.toISOString();
  return [at, until, row.slot_count, row.status, row.reason, row.rule];
}

function lineOfDecision(decision: DueDecision): Line {
  switch (decision.verdict) {
    case "open":
      return [iso(decision.slot.at), null, 1, "pending", null, null];
    case "skipped":
      return [iso(decision.slot.at), null, 1, "skipped", decision.reason, null];
    case "missed": {
      const until = decision.until === null ? null : iso(decision.until);
      return [
        iso(decision.at),
        until,
        decision.slotCount,
        "missed",
        decision.reason,
        decision.rule,
      ];
    }
  }
}

/** What the pure rules say of the pass that took place. */
async function expectedLines(jobId: string, misfire: MisfirePolicy): Promise<Line[]> {
  const { schedule } = await jobState(jobId);
  const decisions = decideDue({
    schedule: compileSchedule(schedule, jobId),
    decidedUntil: Date.parse(START),
    now: (await clock.now()).getTime(),
    misfire,
  });
  return decisions.map(lineOfDecision);
}

describe("a pass over due jobs (M1)", () => {
  it("gives each slot a row and a message, and moves next_fire_at to the next one (S3)", async () => {
    const job = await heart.makeJob({ schedule: EVERY_MINUTE, policies: ALLOW });
    expect((await jobState(job.id)).next_fire_at).toEqual(new Date("2026-03-02T00:01:00Z"));
    expect(await heart.plan()).toMatchObject({ jobs: 0, runs: 0 });

    await clock.setClock("2026-03-02T00:01:00Z");
    expect(await heart.plan()).toMatchObject({ jobs: 1, runs: 1 });
    expect(await heart.plan()).toMatchObject({ jobs: 0, runs: 0 });
    await clock.setClock("2026-03-02T00:02:00.004Z");
    await heart.plan();

    const rows = await heart.runs(job.id);
    expect(times(rows)).toEqual(["00:01:00", "00:02:00"]);
    expect(verdicts(rows)).toEqual(["pending", "pending"]);
    expect(await heart.strays()).toEqual([]);
    expect(await jobState(job.id)).toMatchObject({
      status: "active",
      next_fire_at: new Date("2026-03-02T00:03:00Z"),
      decided_until: new Date("2026-03-02T00:02:00.004Z"),
    });
  });

  it("never opens a slot that has its row already, whatever next_fire_at says", async () => {
    const job = await heart.makeJob({ schedule: EVERY_MINUTE, policies: ALLOW });
    await clock.setClock("2026-03-02T00:01:00Z");
    await heart.plan();
    await sql`update job_clocks set next_fire_at = '2026-03-02T00:01:00Z', decided_until = ${START}`;
    expect(await heart.plan()).toMatchObject({ jobs: 1, runs: 0 });
    expect(await heart.runs(job.id)).toHaveLength(1);
    expect(await heart.strays()).toEqual([]);
  });

  it("ends a one-off after its slot, in the same transaction, and tells so", async () => {
    const job = await heart.makeJob({ schedule: { kind: "once", in: "2m" } });
    await clock.advance(120_000);
    await heart.plan();
    expect(times(await heart.runs(job.id))).toEqual(["00:02:30"]);
    expect(await jobState(job.id)).toMatchObject({ status: "finished", next_fire_at: null });
    expect(await eventsOf(job.id)).toEqual([
      "job.created active",
      "run.created pending",
      "job.terminated finished",
    ]);
  });

  it("ends a recurring job after the last slot before endAt (S2)", async () => {
    const schedule = { ...EVERY_MINUTE, endAt: "2026-03-02T00:03:00Z" };
    const job = await heart.makeJob({ schedule, policies: ALLOW });
    await clock.setClock("2026-03-02T00:03:00Z");
    await heart.plan();
    expect(times(await heart.runs(job.id))).toEqual(["00:01:00", "00:02:00"]);
    expect(await jobState(job.id)).toMatchObject({ status: "finished", next_fire_at: null });
  });
});

describe("an outage", () => {
  it("of 25 hours and more leaves exactly the rows of the example of M5", async () => {
    const job = await heart.makeJob({ schedule: EVERY_MINUTE });
    await clock.setClock("2026-03-03T01:00:30Z");
    await heart.plan();

    const rows = await heart.runs(job.id);
    const misfired = rows.filter((row) => row.reason === "misfire");
    expect(misfired).toHaveLength(60);
    expect(new Set(verdicts(misfired))).toEqual(new Set(["missed misfire window"]));
    const coalesced = rows.filter((row) => row.reason === "coalesced");
    expect(coalesced.map(lineOfRow)).toEqual([
      ["2026-03-02T01:01:00.000Z", "2026-03-03T00:59:00.000Z", 1439, "missed", "coalesced", null],
    ]);
    const fired = rows.filter((row) => row.status === "pending");
    expect(fired.map((row) => row.scheduled_for)).toEqual([new Date("2026-03-03T01:00:00Z")]);
    expect(coalesced[0]?.decision).toEqual({
      coalescedInto: fired[0]?.id,
      // Down 25 hours: its first slot is a day old but for 30 s (M2).
      misfire: { ...DEFAULT_POLICIES.misfire, ageSeconds: 86_370 },
    });
    expect(rows.reduce((sum, row) => sum + row.slot_count, 0)).toBe(1500);
    expect(await heart.strays()).toEqual([]);
  });

  it("of 10 seconds misfires nothing (M5)", async () => {
    const job = await heart.makeJob({
      schedule: { kind: "interval", every: "1s" },
      policies: { ...ALLOW, misfire: { policy: "skip" } },
    });
    await clock.advance(10_000);
    await heart.plan();
    expect(verdicts(await heart.runs(job.id))).toEqual(Array(10).fill("pending"));
  });

  const HOUR = 3_600_000;
  it.each([
    ["25 h", 25 * HOUR, { policy: "latest" }],
    ["25 h", 25 * HOUR, { policy: "skip" }],
    ["25 h", 25 * HOUR, { policy: "all", maxRuns: 7 }],
    ["400 d", 400 * 24 * HOUR, { policy: "latest" }],
    ["400 d", 400 * 24 * HOUR, { policy: "all", maxRuns: 1000 }],
    ["1 h 20 s", HOUR + 20_000, { policy: "latest", graceSeconds: 0 }],
    ["1 h", HOUR, { policy: "skip", graceSeconds: 600, windowSeconds: 1200 }],
  ] as const)(
    "of %s leaves what the rules say, row by row: %s %o (M2, M3, M4)",
    async (...given) => {
      const [, ms, misfire] = given;
      const job = await heart.makeJob({ schedule: EVERY_MINUTE, policies: { ...ALLOW, misfire } });
      await clock.advance(ms);
      await heart.plan();
      const rules = { ...DEFAULT_POLICIES.misfire, ...misfire };
      const rows = await heart.runs(job.id);
      expect(rows.map(lineOfRow)).toEqual(await expectedLines(job.id, rules));
      expect(rows.reduce((sum, row) => sum + row.slot_count, 0)).toBe(
        Math.floor((ms + 30_000) / 60_000),
      );
      expect(await heart.strays()).toEqual([]);
    },
  );

  it("opens one catch-up run when nothing is on time, and names it in the rows it stands for (M3)", async () => {
    const schedule = { kind: "cron", expression: "0 * * * *" } as const;
    const job = await heart.makeJob({ schedule });
    await clock.setClock("2026-03-02T03:30:00Z");
    await heart.plan();
    const rows = await heart.runs(job.id);
    expect(verdicts(rows)).toEqual(["missed coalesced", "missed coalesced", "pending"]);
    expect(rows.slice(0, 2).map((row) => row.decision)).toMatchObject(
      Array(2).fill({ coalescedInto: rows[2]?.id }),
    );
    expect(rows[2]?.decision).toMatchObject({
      catchUp: "latest",
      misfire: DEFAULT_POLICIES.misfire,
    });
  });
});

describe("daylight saving", () => {
  it("gives a gap its row under `skip`, and no run (Z2, M1)", async () => {
    await clock.setClock("2026-03-28T12:00:00Z");
    const job = await heart.makeJob({
      schedule: {
        kind: "cron",
        expression: "30 2 * * *",
        timeZone: "Europe/Berlin",
        dst: { gap: "skip" },
      },
    });
    await clock.setClock("2026-03-30T00:30:00Z");
    await heart.plan();
    const rows = await heart.runs(job.id);
    expect(rows.map(lineOfRow)).toEqual([
      ["2026-03-29T01:00:00.000Z", null, 1, "skipped", "dst_gap", null],
      ["2026-03-30T00:30:00.000Z", null, 1, "pending", null, null],
    ]);
    expect(rows[0]?.notes).toEqual(["dst_gap"]);
    expect(await heart.strays()).toEqual([]);
  });
});

describe("jitter (J1)", () => {
  it("moves the start by the hash of the slot, not the slot, and delays the message as much", async () => {
    const schedule = { ...EVERY_MINUTE, jitterSeconds: 600 };
    const job = await heart.makeJob({ schedule, policies: ALLOW });
    await clock.setClock("2026-03-02T00:02:00Z");
    await heart.plan();
    const rows = await heart.runs(job.id);
    expect(times(rows)).toEqual(["00:01:00", "00:02:00"]);
    const jitters = rows.map((row) => jitterMs(job.id, row.scheduled_for.getTime(), 600));
    expect(rows.map((row) => row.available_at)).toEqual(
      rows.map((row, at) => new Date(row.scheduled_for.getTime() + (jitters[at] ?? Number.NaN))),
    );
    const messages = await sql<{ start_after: Date }[]>`
      select m.start_after from pgboss.job m join runs r on r.dispatch_id = m.id order by r.id`;
    const now = new Date("2026-03-02T00:02:00Z").getTime();
    expect(messages.map((message) => message.start_after.getTime())).toEqual(
      rows.map((row) => Math.max(now, row.available_at?.getTime() ?? Number.NaN)),
    );
  });

  it("holds the claim back until then, to the millisecond", async () => {
    const schedule = { ...EVERY_MINUTE, jitterSeconds: 600 };
    const job = await heart.makeJob({ schedule, policies: ALLOW });
    await clock.setClock("2026-03-02T00:01:00Z");
    await heart.plan();
    const [row] = await heart.runs(job.id);
    const start = row?.available_at?.getTime() ?? Number.NaN;
    await clock.setClock(new Date(start - 1));
    expect(await heart.claim()).toEqual([]);
    await clock.setClock(new Date(start));
    expect(await heart.claim()).toHaveLength(1);
    expect((await heart.run(row?.id ?? "")).lateness_ms).toBe(0);
  });
});

describe("a pause", () => {
  it("that ends by itself leaves its slots as missed, and counts from its end however late that is noticed (P2, P3)", async () => {
    const policies = { ...ALLOW, misfire: { policy: "skip" } } as const;
    const job = await heart.makeJob({ schedule: EVERY_MINUTE, policies });
    await clock.setClock("2026-03-02T00:02:00Z");
    await pauseJob(
      heart.ctx,
      { job: job.id, project: "default" },
      { until: "2026-03-02T00:05:00Z" },
    );
    await clock.setClock("2026-03-02T00:04:59.999Z");
    expect(await heart.plan()).toMatchObject({ jobs: 0, runs: 0 });
    await clock.setClock("2026-03-02T00:06:00Z");
    await heart.plan();
    const rows = await heart.runs(job.id);
    expect(times(rows)).toEqual([1, 2, 3, 4, 5, 6].map((minute) => `00:0${minute}:00`));
    expect(verdicts(rows)).toEqual([
      "pending",
      "pending",
      "missed paused skip",
      "missed paused skip",
      "pending",
      "pending",
    ]);
    expect(await jobState(job.id)).toMatchObject({
      status: "active",
      next_fire_at: new Date("2026-03-02T00:07:00Z"),
    });
    expect((await eventsOf(job.id)).filter((event) => event.startsWith("job.updated"))).toEqual([
      "job.updated paused",
      "job.updated active",
    ]);
  });

  it("that outlives the schedule ends the job, and says nothing else of it", async () => {
    const schedule = { ...EVERY_MINUTE, endAt: "2026-03-02T00:03:30Z" };
    const job = await heart.makeJob({ schedule });
    await pauseJob(
      heart.ctx,
      { job: job.id, project: "default" },
      { until: "2026-03-02T00:05:00Z" },
    );
    await clock.setClock("2026-03-02T00:05:00Z");
    await heart.plan();
    expect(await jobState(job.id)).toMatchObject({ status: "finished", next_fire_at: null });
    expect((await eventsOf(job.id)).at(-1)).toBe("job.terminated finished");
  });

  it("resumed with `all` runs its slots one behind the other, whatever the job's own policies (P3, O3)", async () => {
    const job = await heart.makeJob({ schedule: EVERY_MINUTE });
    await pauseJob(heart.ctx, { job: job.id, project: "default" }, {});
    await clock.setClock("2026-03-02T00:03:40Z");
    await resumeJob(heart.ctx, { job: job.id, project: "default" }, { missed: "all" });
    const rows = await heart.runs(job.id);
    expect(times(rows)).toEqual(["00:01:00", "00:02:00", "00:03:00"]);
    expect(rows.map((row) => `${row.status} ${row.held_reason}`)).toEqual([
      "pending null",
      "pending overlap",
      "pending overlap",
    ]);
    expect(rows.map((row) => row.held_by)).toEqual([null, rows[0]?.id, rows[1]?.id]);
  });

  it("decides its slots at the instant of the resume: no slot is lost or doubled around it (P1)", async () => {
    const job = await heart.makeJob({ schedule: EVERY_MINUTE, policies: ALLOW });
    await clock.setClock("2026-03-02T00:02:00Z");
    await pauseJob(heart.ctx, { job: job.id, project: "default" }, {});
    await clock.setClock("2026-03-02T00:04:00Z");
    await resumeJob(heart.ctx, { job: job.id, project: "default" }, { missed: "skip" });
    await heart.plan();
    await clock.setClock("2026-03-02T00:05:00Z");
    await heart.plan();
    const rows = await heart.runs(job.id);
    expect(times(rows).sort()).toEqual([1, 2, 3, 4, 5].map((minute) => `00:0${minute}:00`));
    expect(rows.filter((row) => row.status === "missed")).toHaveLength(1);
  });
});
