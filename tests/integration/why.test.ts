import { describe, expect, it } from "vitest";
import type { JobCreate } from "../../lib/contracts/job.ts";
import type { JobWhyView, RunWhyView } from "../../lib/contracts/why.ts";
import { newId } from "../../lib/platform/ids.ts";
import { cancelBackfill } from "../../lib/services/backfills/cancel.ts";
import { startBackfill } from "../../lib/services/backfills/start.ts";
import type { Context } from "../../lib/services/context.ts";
import { pauseJob } from "../../lib/services/jobs/pause.ts";
import { removeJob } from "../../lib/services/jobs/remove.ts";
import { resumeJob } from "../../lib/services/jobs/resume.ts";
import { updateJobBy } from "../../lib/services/jobs/update.ts";
import { whyJobAt } from "../../lib/services/jobs/why.ts";
import { pauseProject } from "../../lib/services/projects/pause.ts";
import { resumeProject } from "../../lib/services/projects/resume.ts";
import { prune } from "../../lib/services/retention/prune.ts";
import { cancelRun } from "../../lib/services/runs/cancel-run.ts";
import { endOverdueAttempts, expireStartTimeouts } from "../../lib/services/runs/put-right.ts";
import { rerun } from "../../lib/services/runs/rerun.ts";
import { whyRunOf } from "../../lib/services/runs/why.ts";
import { COMPLETED, failed, LEASE_SECONDS, openHeart, WORKER_ID } from "../support/heart.ts";

const START = "2026-03-02T08:00:30Z";
const heart = await openHeart(START);
const { clock, sql } = heart;
const ctx = await asAda();

const MINUTELY = { kind: "cron", expression: "* * * * *" } as const;
const NIGHTLY = { kind: "cron", expression: "30 2 * * *", timeZone: "Europe/Berlin" } as const;
type Policies = NonNullable<JobCreate["policies"]>;

/** Somebody with a name, at the console. */
async function asAda(): Promise<Context> {
  const userId = newId();
  const [project] = await sql<{ id: string }[]>`select id from projects where slug = 'default'`;
  const defaultProjectId = project?.id ?? "";
  await sql`insert into users (id, email, name, role, default_project_id)
    values (${userId}, 'ada@example.com', 'Ada', 'admin', ${defaultProjectId})`;
  const sessionId = newId();
  const actor = {
    kind: "user",
    userId,
    role: "admin",
    sessionId,
    via: "cookie",
    defaultProjectId,
  } as const;
  return { ...heart.ctx, actor };
}

/** Enters the worker that claims in these tests, heard of now. */
async function enterWorker(
  more: Partial<{ slots: number; slotsUsed: number; draining: boolean }> = {},
): Promise<void> {
  const { slots = 10, slotsUsed = 0, draining = false } = more;
  await sql`
    insert into workers (id, name, version, pools, slots, slots_used, draining)
    values (${WORKER_ID}, 'eu-1', '1', '{default}', ${slots}, ${slotsUsed}, ${draining})`;
}

const reference = (jobId: string) => ({ job: jobId, project: "default" });
const scheduled = (policies: Policies, schedule: JobCreate["schedule"] = MINUTELY) =>
  heart.makeJob({ schedule, policies });

async function planAt(...times: readonly string[]): Promise<void> {
  for (const time of times) {
    await clock.setClock(`2026-03-02T${time}Z`);
    await heart.plan();
  }
}

/** An answer without what its data hold, its runs numbered as they appear. */
function told({ code, rule, summary, release }: RunWhyView | JobWhyView): string[] {
  const said = [code, rule, summary, release?.summary].filter((text) => typeof text === "string");
  const text = said.join("\n");
  const ids = new Set(text.match(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g));
  return [...ids].reduce((all, id, at) => all.replaceAll(id, `#${at + 1}`), text).split("\n");
}

const why = async (runId: string | undefined) => told(await whyRunOf(ctx, runId ?? ""));
const whyAt = async (jobId: string, at: string) => told(await whyJobAt(ctx, reference(jobId), at));

/** The answers about all runs of a job, in the order they were opened. */
async function whyAll(jobId: string): Promise<string[][]> {
  const rows = await heart.runs(jobId);
  const answers: string[][] = [];
  for (const row of rows) answers.push(await why(row.id));
  return answers;
}

describe("a run that waits", () => {
  it("for a worker says what is the matter with its pool", async () => {
    const job = await scheduled({});
    await planAt("08:01:00");
    const [run] = await heart.runs(job.id);
    expect(await why(run?.id)).toEqual([
      "no_worker",
      "Waiting for a worker, due since 08:01 UTC; no worker serves pool default.",
      "A worker of pool default starts.",
    ]);
    await enterWorker({ slots: 2, slotsUsed: 2 });
    expect((await why(run?.id))[1]).toContain("all 2 slots of the 1 live worker of pool default");
    await sql`update workers set draining = true`;
    expect((await why(run?.id))[0]).toBe("workers_draining");
    await sql`update workers set draining = false, slots_used = 0`;
    expect((await why(run?.id))[0]).toBe("starting");
    await clock.advance(61_000);
    expect((await why(run?.id))[1]).toBe(
      "Waiting for a worker, due since 08:01 UTC; no worker of pool default is alive; the last one, eu-1, was heard of at 08:01.",
    );
  });

  it("for its jitter, or for the moment somebody named, says until when", async () => {
    const spread = await scheduled({}, { ...MINUTELY, jitterSeconds: 3_600 });
    await planAt("08:01:00");
    const [run] = await heart.runs(spread.id);
    const { code, release } = await whyRunOf(ctx, run?.id ?? "");
    expect([code, release?.at]).toEqual(["jitter", run?.available_at?.toISOString()]);

    const job = await heart.makeJob();
    const { actor } = ctx;
    const requestedBy = actor.kind === "user" ? actor.userId : null;
    const later = await heart.openRun(job.id, {
      trigger: "manual",
      delaySeconds: 7200,
      requestedBy,
    });
    expect(await why(later)).toEqual([
      "delayed",
      "O1",
      "Ada asked for it by hand at 08:01 UTC, to run at 10:01.",
      "Its moment comes; then the overlap policy skip decides.",
    ]);
  });

  it("for others of its job names them, and its place in the line", async () => {
    await enterWorker();
    const job = await scheduled({ overlap: "queue_all" });
    await planAt("08:01:00");
    await heart.claimOne();
    await planAt("08:02:00", "08:03:00");
    expect((await whyAll(job.id)).slice(1)).toEqual([
      [
        "held_overlap",
        "O2",
        "Waiting for run #1 of this job, running since 08:01 UTC on worker eu-1; the overlap policy is queue_all.",
        "Run #1 ends or is cancelled.",
      ],
      [
        "held_overlap",
        "O2",
        "Waiting for run #1 of this job, running since 08:01 UTC on worker eu-1; the overlap policy is queue_all; it is 2nd of 2 in line.",
        "Run #1 ends or is cancelled, once the one before it in line has gone.",
      ],
    ]);
  });

  it("for its concurrency group names who has the places", async () => {
    await enterWorker();
    const group = { key: "warehouse", limit: 1 };
    const first = await heart.makeJob({ name: "Import", concurrencyGroup: group });
    const second = await heart.makeJob({ concurrencyGroup: group });
    await heart.openRun(first.id);
    await heart.claimOne();
    const held = await heart.openRun(second.id);
    expect(await why(held)).toEqual([
      "held_concurrency",
      "Waiting for the one place of concurrency group warehouse; it is taken by run #1 of the job Import, running since 08:00:30 UTC on worker eu-1; it was asked for over the API.",
      "Run #1 ends or is cancelled.",
    ]);
  });

  it("between two attempts says what the last one failed with", async () => {
    await enterWorker();
    const job = await heart.makeJob({ policies: { retry: { jitter: false } } });
    const run = await heart.openRun(job.id);
    await heart.finish(await heart.claimOne(), failed());
    expect(await why(run)).toEqual([
      "retry_due",
      "Attempt 1 failed with network (“The connection was reset”); attempt 2 starts at 08:00:40 UTC (1 of 3 attempts used); it was asked for over the API.",
      "Its moment comes.",
    ]);
  });
});

describe("a run under way", () => {
  it("tells its worker, its lease, and what its lateness was spent on", async () => {
    await enterWorker();
    const job = await scheduled({ overlap: "queue_all" });
    await planAt("08:01:00");
    const first = await heart.claimOne();
    await planAt("08:02:10");
    await clock.setClock("2026-03-02T08:04:00Z");
    await heart.finish(first, COMPLETED);
    await clock.advance(5_000);
    await heart.claim();
    await clock.advance(3_000);
    const [, second] = await heart.runs(job.id);
    expect(await why(second?.id)).toEqual([
      "running",
      "Running on worker eu-1 since 08:04:05 UTC (attempt 1 of 3); last heartbeat 3 s ago, its lease lasts until 08:05:05; it started 2 min 5 s late, 10 s until a planner opened it, 1 min 50 s waiting for run #1 of the job to end, 5 s waiting for a worker.",
      "The work ends, at the latest at 08:05:05, when its time limit of 1 min is over.",
    ]);
    await clock.advance(LEASE_SECONDS * 1_000);
    expect((await why(second?.id)).slice(0, 2)).toEqual([
      "lease_expired",
      "Its worker eu-1 was last heard of at 08:04:05 UTC; its lease ended at 08:05:05.",
    ]);
  });

  it("asked to stop says who asked, and then who cancelled it", async () => {
    await enterWorker();
    const job = await heart.makeJob();
    const run = await heart.openRun(job.id);
    const work = await heart.claimOne();
    await clock.advance(5_000);
    await cancelRun(ctx, run);
    expect((await why(run)).slice(0, 2)).toEqual([
      "cancelling",
      "Asked to stop at 08:00:35 UTC by Ada; worker eu-1 has until 08:00:45 to end the work.",
    ]);
    await heart.finish(work, { outcome: "cancelled" });
    expect(await why(run)).toEqual([
      "cancelled_by_user",
      "Cancelled at 08:00:35 UTC by Ada; it had run for 5 s on worker eu-1; it was asked for over the API.",
    ]);
  });
});

describe("a run that failed says why it is not tried again", () => {
  it("when all attempts are used, and when the error does not pass", async () => {
    await enterWorker();
    const once = await heart.makeJob({ policies: { retry: { maxAttempts: 1 } } });
    const used = await heart.openRun(once.id);
    await heart.finish(await heart.claimOne(), failed());
    const job = await heart.makeJob();
    const final = await heart.openRun(job.id);
    const error = { code: "template_invalid", message: "params.url is required" } as const;
    await heart.finish(await heart.claimOne(), failed({ error, retryable: false }));
    expect([(await why(used)).slice(0, 2), (await why(final)).slice(0, 2)]).toEqual([
      [
        "attempts_used",
        "Failed on attempt 1 with network (“The connection was reset”); the job allows one attempt; it was asked for over the API.",
      ],
      [
        "template_invalid",
        "Version 1 of template http-request could not be filled in (“params.url is required”); trying again would not change that; it was asked for over the API.",
      ],
    ]);
  });

  it("when its worker was lost, and when none took it in time", async () => {
    await enterWorker();
    const job = await heart.makeJob({
      policies: { onWorkerLost: "fail", startTimeoutSeconds: 90 },
    });
    const lost = await heart.openRun(job.id);
    await heart.claimOne();
    await clock.advance(LEASE_SECONDS * 1_000 + 1);
    await endOverdueAttempts(heart.platform, () => 0);
    const never = await heart.openRun(job.id);
    await clock.advance(90_000);
    await expireStartTimeouts(heart.platform);
    expect([(await why(lost)).slice(0, 2), (await why(never)).slice(0, 2)]).toEqual([
      [
        "worker_lost",
        "Failed because worker eu-1 stopped in the middle of attempt 1; its job allows no second start (onWorkerLost: fail); it was asked for over the API.",
      ],
      [
        "start_timeout",
        "No worker of pool default started it within 1 min 30 s of 08:01:30 UTC, its start timeout; it was asked for over the API.",
      ],
    ]);
  });
});

describe("a run that was cancelled", () => {
  it("for a newer one names it", async () => {
    const job = await scheduled({ overlap: "cancel_previous" });
    await planAt("08:01:00", "08:02:00");
    const [first, second] = await heart.runs(job.id);
    const answer = await whyRunOf(ctx, first?.id ?? "");
    expect(told(answer)).toEqual([
      "cancelled_for_newer",
      "O2",
      "Cancelled at 08:02 UTC to make room for run #1: the overlap policy is cancel_previous; it had not started.",
    ]);
    expect(answer.summary).toContain(second?.id);
  });

  it("with its job, or with its backfill", async () => {
    const job = await scheduled({ overlap: "queue_all" });
    await planAt("08:01:00");
    await startBackfill(ctx, reference(job.id), {
      from: "2026-03-02T07:00:00.000Z",
      to: "2026-03-02T07:01:00.000Z",
    }).then(({ backfillId }) => cancelBackfill(ctx, backfillId));
    await removeJob(ctx, reference(job.id), null);
    expect(await whyAll(job.id)).toEqual([
      [
        "cancelled_with_job",
        "Cancelled at 08:01 UTC because the job was deleted; it had not started.",
      ],
      [
        "cancelled_with_backfill",
        "Cancelled at 08:01 UTC because Ada cancelled its backfill; it had not started; it belongs to a backfill of Ada.",
      ],
    ]);
  });
});

describe("a slot that was skipped", () => {
  it("for a run in the way names it, and says what it was doing", async () => {
    await enterWorker();
    const job = await scheduled({ overlap: "skip" });
    await planAt("08:01:00");
    const work = await heart.claimOne();
    await planAt("08:02:00");
    const [, skipped] = await heart.runs(job.id);
    expect(await why(skipped?.id)).toEqual([
      "skipped_overlap",
      "O2",
      "Skipped because run #1 of this job was still running (since 08:01 UTC on worker eu-1); the job's overlap policy is skip.",
    ]);
    await clock.advance(7_000);
    await heart.finish(work, COMPLETED);
    expect((await why(skipped?.id))[2]).toContain(
      "(since 08:01 UTC on worker eu-1, until 08:02:07)",
    );
  });

  it("by a calendar names calendar and entry", async () => {
    await sql`
      insert into calendars (id, project_id, slug, name, entries)
      select gen_random_uuid(), id, 'holidays', 'Public holidays',
        '[{"kind":"date","date":"2026-03-03","name":"Inventory"},{"kind":"hours","from":"06:00","to":"20:00"}]'::jsonb
      from projects where slug = 'default'`;
    const job = await scheduled(
      {},
      { kind: "cron", expression: "0 5,12 * * *", calendars: ["holidays"] },
    );
    expect(await whyAt(job.id, "2026-03-03T12:00:00Z")).toEqual([
      "will_be_skipped",
      "K1",
      "The slot of 3 March 12:00 UTC will be skipped; the calendar “Public holidays” excludes that day: Inventory.",
    ]);
    await clock.setClock("2026-03-04T05:00:00Z");
    await heart.plan();
    const answers = await whyAll(job.id);
    expect(answers.slice(1)).toEqual([
      [
        "skipped_calendar",
        "K1",
        "Skipped because the calendar “Public holidays” excludes that day: Inventory.",
      ],
      [
        "skipped_calendar",
        "K1",
        "Skipped because the calendar “Public holidays” excludes that day: Inventory.",
      ],
      [
        "skipped_window",
        "K1",
        "Skipped because the calendar “Public holidays” allows no run at that time: outside 06:00–20:00.",
      ],
    ]);
  });

  it("or moved by a calendar says from where, and where to", async () => {
    await sql`
      insert into calendars (id, project_id, slug, name, entries)
      select gen_random_uuid(), id, 'weekends', 'Weekends', '[{"kind":"weekly","days":["SAT","SUN"]}]'::jsonb
      from projects where slug = 'default'`;
    const job = await scheduled(
      {},
      { kind: "cron", expression: "0 12 7 * *", calendars: ["weekends"], onExcluded: "move" },
    );
    expect(await whyAt(job.id, "2026-03-07T12:00:00Z")).toEqual([
      "moved",
      "K1",
      "The slot of 7 March 12:00 UTC is moved to 9 March 12:00; the calendar “Weekends” excludes that day: Saturdays and Sundays.",
    ]);
    await enterWorker();
    await clock.setClock("2026-03-09T12:00:00Z");
    await heart.plan();
    await heart.finish(await heart.claimOne(), COMPLETED);
    expect(await whyAll(job.id)).toEqual([
      [
        "completed",
        "Completed on worker eu-1 in 0 ms, on the first attempt; a calendar moved it from 7 March 12:00 UTC.",
      ],
    ]);
  });

  it("in a gap says how the clocks went", async () => {
    await clock.setClock("2026-03-28T12:00:00Z");
    const job = await scheduled({}, { ...NIGHTLY, dst: { gap: "skip" } });
    expect((await whyAt(job.id, "2026-03-29T02:30")).slice(1)).toEqual([
      "Z2",
      "02:30 does not exist on 29 March 2026 in Europe/Berlin: the clocks go from 02:00 to 03:00. The slot of 29 March 03:00 Europe/Berlin will be skipped; the clocks of Europe/Berlin are put forward then, and the schedule says to skip times that do not exist.",
    ]);
    await clock.setClock("2026-03-29T01:00:00Z");
    await heart.plan();
    expect(await whyAll(job.id)).toEqual([
      [
        "skipped_dst_gap",
        "Z2",
        "Skipped because the clocks of Europe/Berlin went from 02:00 to 03:00 at that moment, so its time of day did not exist; the schedule says to skip it then.",
      ],
    ]);
  });
});

describe("a slot that was missed", () => {
  it("in an outage says how late it was and which figure decided, also for a row of many", async () => {
    const job = await scheduled({});
    await clock.setClock("2026-03-03T10:00:30Z");
    await heart.plan();
    const answers = await whyAll(job.id);
    expect(answers[0]).toEqual([
      "missed_too_old",
      "M2",
      "Missed: it was 25 h 59 min old when a planner got to it; slots older than 24 h are not caught up (misfire window).",
    ]);
    expect(answers.at(-2)).toEqual([
      "missed_coalesced",
      "M3",
      "1,439 slots from 2 March 10:01 UTC to 3 March 09:59 were missed: the first was 23 h 59 min old when a planner got to it; run #1 of 10:00 stands for these 1,439 slots, as the misfire policy latest makes one run of what was missed.",
    ]);
    const inside = await whyJobAt(ctx, reference(job.id), "2026-03-02T15:03:00Z");
    const many = (await heart.runs(job.id)).at(-2);
    expect([inside.code, inside.run]).toEqual([
      "missed_coalesced",
      { id: many?.id, status: "missed" },
    ]);
    const beside = await whyJobAt(ctx, reference(job.id), "2026-03-02T15:03:07Z");
    expect([beside.code, beside.run, beside.nearest.before?.run?.id]).toEqual([
      "not_a_slot",
      null,
      many?.id,
    ]);
  });

  it("by policy `skip`, or beyond the cap of `all`, says so", async () => {
    const skip = await scheduled({ misfire: { policy: "skip" } });
    const all = await scheduled({ misfire: { policy: "all", maxRuns: 2 } });
    await planAt("08:10:59");
    expect((await whyAll(skip.id))[0]?.slice(1)).toEqual([
      "M3",
      "Missed: it was 9 min 59 s old when a planner got to it; the misfire policy is skip for slots older than 1 min (grace).",
    ]);
    const answers = await whyAll(all.id);
    expect(answers[0]?.slice(1)).toEqual([
      "M3",
      "Missed: it was 9 min 59 s old when a planner got to it; the misfire policy all catches up the newest 2 at most.",
    ]);
    expect(answers[8]?.slice(0, 3)).toEqual([
      "held_overlap",
      "O3",
      "Waiting for run #1 of this job, which is about to start; runs that catch up after an outage or pause go one at a time.",
    ]);
  });

  it("in a pause says since when, by whom, why, and what was chosen at its end", async () => {
    const job = await scheduled({});
    await pauseJob(ctx, reference(job.id), { note: "Moving house" });
    await clock.setClock("2026-03-02T08:03:30Z");
    expect(await whyAt(job.id, "2026-03-02T08:02:00Z")).toEqual([
      "in_pause",
      "P2, P3",
      "The slot of 08:02 UTC has not been decided; the job has been paused since 08:00:30 by Ada (“Moving house”); it gets its row when the pause ends.",
      "The job is resumed; then the missed choice decides what becomes of the slot.",
    ]);
    await resumeJob(ctx, reference(job.id), { missed: "skip" });
    expect((await whyAll(job.id))[0]).toEqual([
      "missed_paused",
      "P3",
      "Missed because the job was paused since 08:00:30 UTC by Ada (“Moving house”); Ada ended the pause at 08:03:30; its slots were to be skipped.",
    ]);
  });

  it("in a pause of the whole project says so too", async () => {
    const job = await scheduled({});
    await pauseProject(ctx, "default", { note: "Freeze" });
    await clock.setClock("2026-03-02T08:03:30Z");
    await heart.plan();
    expect((await whyAt(job.id, "2026-03-02T08:05:00Z"))[2]).toBe(
      "The slot of 08:05 UTC will pass without a run if the pause lasts; all jobs of the project have been paused since 08:00:30 by Ada (“Freeze”).",
    );
    await resumeProject(ctx, "default", { missed: "latest" });
    await heart.plan();
    expect((await whyAll(job.id))[0]).toEqual([
      "missed_paused",
      "P3",
      "Missed because all jobs of the project were paused since 08:00:30 UTC by Ada (“Freeze”); Ada ended the pause at 08:03:30; run #1 of 08:03 stands for its slots (latest).",
    ]);
  });
});

describe("a moment of a job", () => {
  it("that is no slot names the nearest, and the slot of the same minute", async () => {
    const job = await scheduled({}, NIGHTLY);
    expect(await whyAt(job.id, "2026-03-03T14:00")).toEqual([
      "not_a_slot",
      "S1",
      "Nothing is due at 3 March 14:00 Europe/Berlin; the schedule is “At 02:30 every day, Europe/Berlin”; the nearest slots are 02:30 and 4 March 02:30.",
    ]);
    expect((await whyAt(job.id, "2026-03-03T01:30:17Z"))[2]).toContain(
      "the slot of that minute is 02:30",
    );
  });

  it("whose local time the clocks skip leads to the slot it became", async () => {
    await clock.setClock("2026-03-28T12:00:00Z");
    const job = await scheduled({}, NIGHTLY);
    const answer = await whyJobAt(ctx, reference(job.id), "2026-03-29T02:30");
    expect([answer.code, answer.at]).toEqual(["will_run", "2026-03-29T01:00:00.000Z"]);
    expect(answer.summary).toMatch(/^02:30 does not exist on 29 March 2026 in Europe\/Berlin/);
  });

  it("before the job, after it, and after its only moment", async () => {
    const job = await heart.makeJob({ schedule: { kind: "once", in: "1m" } });
    expect((await whyAt(job.id, "2026-03-01T08:00:00Z"))[0]).toBe("before_creation");
    expect((await whyAt(job.id, "2026-03-02T08:01:30Z"))[0]).toBe("will_run");
    expect(await whyAt(job.id, "2026-03-05T08:00:00Z")).toEqual([
      "finished",
      "S1",
      "Nothing is due at 5 March 08:00 UTC; the one moment of the job is 2 March 08:01:30.",
    ]);
    await removeJob(ctx, reference(job.id), null);
    expect(await whyJobAt(ctx, { job: job.id }, "2026-03-02T08:01:30Z").then(told)).toEqual([
      "job_deleted",
      "Nothing is due at 08:01:30 UTC; the job was deleted at 08:00:30 by Ada.",
    ]);
  });

  it("outside startAt and endAt, and of a manual job that ran by hand", async () => {
    const windowed = await scheduled(
      {},
      {
        ...MINUTELY,
        startAt: "2026-03-02T09:00:00Z",
        endAt: "2026-03-02T10:00:00Z",
      },
    );
    expect((await whyAt(windowed.id, "2026-03-02T08:30:00Z"))[2]).toBe(
      "Nothing is due at 08:30 UTC; the schedule begins at 09:00; the first slot is 09:00.",
    );
    expect((await whyAt(windowed.id, "2026-03-02T10:00:00Z"))[2]).toBe(
      "Nothing is due at 10:00 UTC; the schedule ended at 10:00; the last slot before it is 09:59.",
    );
    const manual = await heart.makeJob();
    await heart.openRun(manual.id);
    expect((await whyAt(manual.id, "2026-03-02T08:00:40Z"))[2]).toBe(
      "Nothing is due at 08:00:40 UTC; the job has no schedule and runs only when somebody asks for it; run #1 (pending) was asked for at 08:00:30 and is no slot.",
    );
  });

  it("under an earlier schedule is judged by that one", async () => {
    const job = await scheduled({}, { kind: "cron", expression: "0 * * * *" });
    await clock.setClock("2026-03-02T09:30:00Z");
    await updateJobBy(ctx, reference(job.id), { schedule: MINUTELY }, null);
    expect(await whyAt(job.id, "2026-03-02T09:10:00Z")).toEqual([
      "other_version",
      "P1",
      "Nothing was due at 09:10 UTC; the schedule was then “Every hour, UTC” (version 1); “Every minute, UTC”, which has a slot at that time, counts only since 09:30, when Ada changed it; the last slot before it was 09:00 (run #1, pending).",
    ]);
    expect((await whyAt(job.id, "2026-03-02T09:31:00Z"))[0]).toBe("will_run");
  });

  it("nobody has decided yet says since when no planner was at work", async () => {
    await enterWorker();
    const job = await scheduled({});
    await clock.setClock("2026-03-02T08:12:00Z");
    expect(await whyAt(job.id, "2026-03-02T08:02:00Z")).toEqual([
      "not_decided",
      "M1",
      "The slot of 08:02 UTC has not been decided, 10 min after it; no planner has been at work since 08:00:30, when worker eu-1 was last heard of.",
      "A worker starts; the misfire policy decides the slot.",
    ]);
  });

  it("older than the ledger says what that day counted", async () => {
    await enterWorker();
    const job = await scheduled({});
    await planAt("08:01:00");
    await heart.finish(await heart.claimOne(), COMPLETED);
    await clock.setClock("2026-07-02T08:00:00Z");
    await updateJobBy(ctx, reference(job.id), { schedule: { kind: "manual" } }, null);
    const { retention } = ctx.config;
    await prune(heart.platform.db, { ...retention, runsPerJob: 1 });
    const [code, rule, summary] = await whyAt(job.id, "2026-03-02T08:01:00Z");
    expect([code, rule]).toEqual(["pruned", "S3"]);
    expect(summary).toMatch(
      /^The slot of 2 March 08:01 UTC was decided, but the ledger keeps rows for 90 days; of that day it counted .*1 completed/,
    );
  });
});

it("says of a re-run who ran what again", async () => {
  await enterWorker();
  const job = await heart.makeJob();
  const run = await heart.openRun(job.id);
  await heart.finish(await heart.claimOne(), COMPLETED);
  const again = await rerun(ctx, run, {}, null);
  await heart.finish(await heart.claimOne(), COMPLETED);
  expect(await why(again.id)).toEqual([
    "completed",
    "Completed on worker eu-1 in 0 ms, on the first attempt; Ada ran run #1 again.",
  ]);
});
