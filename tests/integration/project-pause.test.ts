import { describe, expect, it } from "vitest";
import { getJob } from "../../lib/services/jobs/get.ts";
import { listOccurrences } from "../../lib/services/jobs/occurrences.ts";
import { updateJobBy } from "../../lib/services/jobs/update.ts";
import { pauseProject } from "../../lib/services/projects/pause.ts";
import { resumeProject } from "../../lib/services/projects/resume.ts";
import { openHeart, type RunRow } from "../support/heart.ts";

const START = "2026-03-02T08:00:30Z";
const heart = await openHeart(START);
const { clock, ctx, sql } = heart;

const EVERY_MINUTE = { kind: "cron", expression: "* * * * *" } as const;
const ALLOW = { overlap: "allow" } as const;
const project = "default";

/** Moves the clock to a minute and second after eight. */
const at = (minute: number, second = 30) =>
  clock.setClock(new Date(Date.UTC(2026, 2, 2, 8, minute, second)));

async function planAll(): Promise<void> {
  while ((await heart.plan()).jobs > 0);
}

/** Each row as `minute verdict`, in the order of slots. */
async function ledger(jobId: string): Promise<string[]> {
  const rows = [...(await heart.runs(jobId))].filter((row) => row.trigger === "schedule");
  return rows
    .toSorted((left, right) => left.scheduled_for.getTime() - right.scheduled_for.getTime())
    .map((row) => `${row.scheduled_for.getUTCMinutes()} ${verdict(row)}`);
}

function verdict({ status, reason, rule, decision }: RunRow): string {
  const catchUp = decision?.catchUp ? `catch-up ${decision.catchUp}` : null;
  return [status, reason, rule, catchUp].filter(Boolean).join(" ");
}

async function clockOf(jobId: string) {
  const [row] =
    await sql`select next_fire_at, decided_until, parked from job_clocks where job_id = ${jobId}`;
  return row;
}

const pause = (body = {}) => pauseProject(ctx, project, body);
const resume = (missed?: "skip" | "latest" | "all") =>
  resumeProject(ctx, project, missed === undefined ? {} : { missed });

describe("P2: a paused project", () => {
  it("plans nothing, opens nothing, and says so everywhere; open runs go on, runs by hand start", async () => {
    const job = await heart.makeJob({ schedule: EVERY_MINUTE, policies: ALLOW });
    const hand = await heart.makeJob();
    await at(1);
    await planAll();
    const work = await heart.claimOne();
    const paused = await pause({ note: "The target moves." });
    expect(paused.paused).toEqual({
      at: "2026-03-02T08:01:30.000Z",
      until: null,
      by: null,
      note: "The target moves.",
    });
    await at(5);
    await planAll();
    expect(await ledger(job.id)).toEqual(["1 running"]);
    expect(await getJob(ctx, { job: job.id })).toMatchObject({
      status: "paused",
      enabled: true,
      nextRunAt: null,
      pausedAt: null,
      projectPaused: { at: "2026-03-02T08:01:30.000Z", until: null },
    });
    const { warnings } = await listOccurrences(ctx, { job: job.id }, {});
    expect(warnings[0]?.message).toBe("The project is paused: nothing fires before it is resumed.");
    await heart.finish(work, { outcome: "completed" });
    const byHand = await heart.openRun(hand.id);
    expect((await heart.run(byHand)).status).toBe("pending");
    expect(await heart.strays()).toEqual([]);
  });

  it("is parked once and then looked at no more", async () => {
    const job = await heart.makeJob({ schedule: EVERY_MINUTE });
    await pause();
    await at(1);
    expect(await heart.plan()).toEqual({ jobs: 1, runs: 0 });
    expect(await clockOf(job.id)).toMatchObject({ next_fire_at: null, parked: true });
    for (let minute = 2; minute < 9; minute += 1) {
      await at(minute);
      expect(await heart.plan()).toEqual({ jobs: 0, runs: 0 });
    }
  });

  it("leaves other projects alone", async () => {
    const job = await heart.makeJob({ schedule: EVERY_MINUTE });
    await sql`insert into projects (id, slug, name, signing_secret)
      values ('00000000-0000-7000-8000-0000000000ff', 'other', 'Other', 'whsec_x') on conflict do nothing`;
    await pauseProject(ctx, "other", {});
    await at(1);
    expect(await heart.plan()).toEqual({ jobs: 1, runs: 1 });
    expect(await ledger(job.id)).toEqual(["1 pending"]);
  });

  it("shows finished jobs as finished, new and edited ones as paused", async () => {
    const once = await heart.makeJob({ schedule: { kind: "once", in: "30s" }, policies: ALLOW });
    await at(1);
    await planAll();
    await pause();
    const made = await heart.makeJob({ schedule: EVERY_MINUTE });
    expect(await getJob(ctx, { job: once.id })).toMatchObject({ status: "finished" });
    expect(made).toMatchObject({ status: "paused", enabled: true, nextRunAt: null });
    await updateJobBy(ctx, { job: made.id }, { name: "Other" }, null);
    await at(4);
    await planAll();
    expect(await ledger(made.id)).toEqual([]);
    await resume("skip");
    await planAll();
    expect(await ledger(made.id)).toEqual([
      "2 missed paused skip",
      "3 missed paused skip",
      "4 missed paused skip",
    ]);
  });
});

describe("P1, P3: slots around a project's pause", () => {
  it("are decided as of its beginning, by the choice of who resumed, and as usual after it", async () => {
    const job = await heart.makeJob({ schedule: EVERY_MINUTE, policies: ALLOW });
    await at(3);
    await pause();
    await at(7);
    await resume("all");
    await at(9);
    await planAll();
    expect(await ledger(job.id)).toEqual([
      "1 missed coalesced",
      "2 missed coalesced",
      "3 pending",
      "4 pending catch-up all",
      "5 pending catch-up all",
      "6 pending catch-up all",
      "7 pending catch-up all",
      "8 missed coalesced",
      "9 pending",
    ]);
    const rows = await heart.runs(job.id);
    const ofPause = rows.find((row) => row.scheduled_for.getUTCMinutes() === 5);
    expect(ofPause?.decision.pause).toMatchObject({
      of: "project",
      since: "2026-03-02T08:03:30.000Z",
      endedAt: "2026-03-02T08:07:30.000Z",
    });
    const before = rows.find((row) => row.scheduled_for.getUTCMinutes() === 1);
    expect(before?.decision.misfire).toMatchObject({ ageSeconds: 150 });
  });

  it("make the same ledger whether planners were at work in it or not", async () => {
    const jobs = await Promise.all(
      (["skip", "latest", "all"] as const).map((policy) =>
        heart.makeJob({
          schedule: EVERY_MINUTE,
          policies: { ...ALLOW, misfire: { policy, maxRuns: 2 } },
        }),
      ),
    );
    const walk = async (plan: () => Promise<void>) => {
      await clock.setClock(START);
      for (const [minute, act] of [
        [2, () => pause()],
        [6, () => resume()],
        [8, () => pause({ until: "2026-03-02T08:11:00Z" })],
        [14, () => pause()],
        [15, () => resume("latest")],
        [17, async () => undefined],
      ] as const) {
        await at(minute);
        await plan();
        await act();
        await plan();
      }
      await planAll();
      return Promise.all(jobs.map(({ id }) => ledger(id)));
    };
    const [clocks] = [await sql`select * from job_clocks`];
    const busy = await walk(planAll);
    await sql`delete from runs`;
    await sql`delete from events`;
    await sql`delete from pgboss.job`;
    await sql`delete from project_pauses`;
    for (const row of clocks)
      await sql`update job_clocks set next_fire_at = ${row["next_fire_at"]}, decided_until = ${row["decided_until"]}, parked = false where job_id = ${row["job_id"]}`;
    const idle = await walk(async () => undefined);
    expect(idle).toEqual(busy);
    const minutes = Array.from({ length: 17 }, (_, minute) => `${minute + 1}`);
    for (const rows of idle) expect(rows.map((row) => row.split(" ")[0])).toEqual(minutes);
    expect(idle[1]).toContain("15 pending catch-up latest");
  });
});
void pauseJob;
void resumeJob;
void endPauses;
