import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { JobLedgerView } from "../../lib/contracts/ledger.ts";
import { pauseJob } from "../../lib/services/jobs/pause.ts";
import { removeJob } from "../../lib/services/jobs/remove.ts";
import { resumeJob } from "../../lib/services/jobs/resume.ts";
import { updateJobBy } from "../../lib/services/jobs/update.ts";
import { readJobLedger } from "../../lib/services/ledger/job-ledger.ts";
import { readProjectLedger } from "../../lib/services/ledger/project-ledger.ts";
import { prune } from "../../lib/services/retention/prune.ts";
import { cancelRuns } from "../../lib/services/runs/cancel.ts";
import { COMPLETED, failed, openHeart } from "../support/heart.ts";

const START = "2026-03-02T00:00:30Z";
const heart = await openHeart(START);
const { clock, ctx, platform, sql } = heart;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const EVERY_MINUTE = { kind: "cron", expression: "* * * * *" } as const;
const EVERY_HOUR = { kind: "cron", expression: "0 * * * *" } as const;
const ALLOW = { overlap: "allow" } as const;

type Range = { readonly from?: string; readonly to?: string };

const ledgerOf = (job: string, range: Range = {}) => readJobLedger(ctx, { job }, range);
const projectLedger = (range: Range = {}) => readProjectLedger(ctx, "default", range);

/** An account as one line: `5 = 2 completed + 3 missed`, and what it lacks. */
function line(view: Omit<JobLedgerView, "finding">): string {
  const { planned, completed, failed, cancelled, skipped, missed, open } = view;
  const parts = Object.entries({ completed, failed, cancelled, skipped, missed, open })
    .filter(([, slots]) => slots > 0)
    .map(([fate, slots]) => `${slots} ${fate}`);
  const sum = `${planned} = ${parts.join(" + ") || "0"}`;
  return view.balanced ? sum : `${sum}, off by ${view.difference}`;
}

async function until(instant: string): Promise<void> {
  await clock.setClock(instant);
  await heart.plan();
}

async function makeCalendar(slug: string, entries: readonly object[]): Promise<void> {
  await sql`
    insert into calendars (id, project_id, slug, name, entries)
    select gen_random_uuid(), id, ${slug}, ${slug}, ${JSON.stringify(entries)}::text::jsonb
    from projects where slug = 'default'`;
}

describe("the account of a job", () => {
  it("counts each slot once, by what became of it, and no other runs", async () => {
    const policies = { overlap: "skip", retry: { maxAttempts: 1 } } as const;
    const job = await heart.makeJob({ schedule: EVERY_MINUTE, policies });
    await until("2026-03-02T00:01:00Z");
    await heart.finish(await heart.claimOne(), COMPLETED);
    await until("2026-03-02T00:02:00Z");
    await heart.finish(await heart.claimOne(), failed({ retryable: false }));
    await until("2026-03-02T00:03:00Z");
    await cancelRuns(
      platform,
      (await heart.runs(job.id)).slice(-1).map((run) => run.id),
      "user",
    );
    await until("2026-03-02T00:10:00Z");
    await until("2026-03-02T00:11:00Z");
    await heart.openRun(job.id, { overlap: "allow" });
    expect(line(await ledgerOf(job.id))).toBe(
      "11 = 1 completed + 1 failed + 1 cancelled + 2 skipped + 5 missed + 1 open",
    );
    expect(await ledgerOf(job.id)).toMatchObject({
      from: "2026-03-02T00:00:30.000Z",
      to: "2026-03-02T00:11:00.000Z",
      decidedUntil: "2026-03-02T00:11:00.000Z",
      undecided: 0,
      finding: null,
    });
  });

  it("takes any range: from belongs to it, to does not (S2)", async () => {
    const job = await heart.makeJob({ schedule: EVERY_MINUTE, policies: ALLOW });
    await until("2026-03-02T00:05:00Z");
    const between = (from: string, to: string) =>
      ledgerOf(job.id, { from: `2026-03-02T${from}Z`, to: `2026-03-02T${to}Z` });
    expect((await between("00:02:00", "00:04:00")).planned).toBe(2);
    expect(line(await between("00:02:00", "00:04:00"))).toBe("2 = 2 missed");
    expect(line(await between("00:02:00.001", "00:04:00.001"))).toBe("2 = 1 missed + 1 open");
    expect(line(await between("00:05:00", "23:00:00"))).toBe("1 = 1 open");
    expect(
      line(await ledgerOf(job.id, { to: "2026-03-01T00:00:00Z", from: "2026-02-01T00:00:00Z" })),
    ).toBe("0 = 0");
  });

  it("finds rows from before the job's beginning and from after now", async () => {
    const job = await heart.makeJob({ schedule: EVERY_MINUTE, policies: ALLOW });
    await until("2026-03-02T00:05:00Z");
    for (const at of ["2020-01-01T00:00:00Z", "2030-01-01T00:00:00Z"])
      await sql`
        insert into runs (id, project_id, job_id, job_version, template_version_id, trigger, scheduled_for, status, available_at)
        select gen_random_uuid(), project_id, job_id, job_version, template_version_id, 'schedule', ${at}, 'pending', ${at}
        from runs where job_id = ${job.id} limit 1`;
    expect(await ledgerOf(job.id)).toMatchObject({ planned: 5, difference: -2 });
  });

  it("says what is due and not decided, and does not plan it yet", async () => {
    const job = await heart.makeJob({ schedule: EVERY_MINUTE, policies: ALLOW });
    await until("2026-03-02T00:02:00Z");
    await clock.setClock("2026-03-02T00:07:10Z");
    const view = await ledgerOf(job.id);
    expect([line(view), view.undecided, view.decidedUntil]).toEqual([
      "2 = 2 open",
      5,
      "2026-03-02T00:02:00.000Z",
    ]);
    expect(await projectLedger()).toMatchObject({ undecided: 5, decidedUntil: view.decidedUntil });
  });

  it("follows edits: the slots of each schedule count for as long as it was the job's (P1)", async () => {
    const job = await heart.makeJob({ schedule: EVERY_MINUTE, policies: ALLOW });
    const edit = (patch: object) => updateJobBy(ctx, { job: job.id }, patch, null);
    await clock.setClock("2026-03-02T00:10:00Z");
    await edit({ name: "Another name" });
    await clock.setClock("2026-03-02T00:20:00Z");
    await edit({ schedule: EVERY_HOUR });
    await clock.setClock("2026-03-02T03:00:00Z");
    await edit({ schedule: { kind: "interval", every: "7m" } });
    await clock.setClock("2026-03-02T03:30:00Z");
    await edit({ schedule: { kind: "manual" } });
    await clock.advance(DAY);
    expect(line(await ledgerOf(job.id))).toBe("27 = 21 missed + 6 open");
    const eras = await sql`
      select version, counts_from from job_versions where job_id = ${job.id} order by version`;
    expect(eras.map((era) => era["counts_from"]?.toISOString().slice(11, 19) ?? null)).toEqual([
      "00:00:30",
      null,
      "00:20:00",
      "03:00:00",
      "03:30:00",
    ]);
  });

  it("leaves the slots of a pause for its end, by hand, by itself or by an edit (P3)", async () => {
    const job = await heart.makeJob({ schedule: EVERY_MINUTE, policies: ALLOW });
    const reference = { job: job.id };
    await clock.setClock("2026-03-02T00:05:00Z");
    await pauseJob(ctx, reference, {});
    await clock.setClock("2026-03-02T00:15:00Z");
    expect(await ledgerOf(job.id)).toMatchObject({ planned: 5, balanced: true, undecided: 10 });
    await resumeJob(ctx, reference, { missed: "all" });
    await heart.plan();
    expect(line(await ledgerOf(job.id))).toBe("15 = 3 missed + 12 open");
    await pauseJob(ctx, reference, { until: "2026-03-02T00:20:00Z" });
    await until("2026-03-02T00:30:00Z");
    expect(line(await ledgerOf(job.id))).toBe("30 = 15 missed + 15 open");
    await pauseJob(ctx, reference, {});
    await clock.setClock("2026-03-02T00:40:30Z");
    await updateJobBy(ctx, reference, { schedule: EVERY_HOUR }, null);
    await clock.setClock("2026-03-02T02:30:00Z");
    await resumeJob(ctx, reference, {});
    expect(line(await ledgerOf(job.id))).toBe("42 = 26 missed + 16 open");
  });

  it("counts the slot at the very moment of an edit, of a deletion or of a resume once", async () => {
    const make = () => heart.makeJob({ schedule: EVERY_MINUTE, policies: ALLOW });
    const [edited, both, resumed, deleted] = [
      await make(),
      await make(),
      await make(),
      await make(),
    ];
    await clock.setClock("2026-03-02T00:05:30Z");
    for (const { id } of [edited, both, resumed, deleted]) await pauseJob(ctx, { job: id }, {});
    await clock.setClock("2026-03-02T00:10:00Z");
    await updateJobBy(ctx, { job: edited.id }, { schedule: EVERY_HOUR }, null);
    await updateJobBy(ctx, { job: both.id }, { schedule: EVERY_HOUR, enabled: true }, null);
    await resumeJob(ctx, { job: resumed.id }, {});
    await heart.plan();
    await removeJob(ctx, { job: deleted.id }, null);
    for (const one of [edited, both, resumed])
      expect(await ledgerOf(one.id)).toMatchObject({ planned: 10, difference: 0 });
    expect(await projectLedger()).toMatchObject({ planned: 40, difference: 0, undecided: 0 });
  });

  it("knows the slots a gap takes out (Z2) and the passes of a fold (Z3)", async () => {
    const schedule = {
      kind: "cron",
      expression: "30 2 * * *",
      timeZone: "Europe/Berlin",
      dst: { gap: "skip", fold: "both" },
    } as const;
    const job = await heart.makeJob({ schedule, policies: ALLOW });
    await until("2026-03-30T12:00:00Z");
    expect(line(await ledgerOf(job.id))).toBe("29 = 1 skipped + 27 missed + 1 open");
    await until("2026-10-26T12:00:00Z");
    expect(line(await ledgerOf(job.id))).toBe("240 = 1 skipped + 237 missed + 2 open");
  });
});

describe("rows of many slots (M4)", () => {
  it("are cut where the range cuts them", async () => {
    const job = await heart.makeJob({ schedule: EVERY_MINUTE, policies: ALLOW });
    await until("2026-03-12T00:00:00Z");
    const rows = await heart.runs(job.id);
    expect(rows.filter((row) => row.slot_count > 1)).not.toEqual([]);
    expect(line(await ledgerOf(job.id))).toBe("14400 = 14398 missed + 2 open");
    const from = "2026-03-05T12:00:30Z";
    const to = "2026-03-06T13:00:00Z";
    expect(line(await ledgerOf(job.id, { from, to }))).toBe("1499 = 1499 missed");
    expect(line(await projectLedger({ from, to }))).toBe("2880 = 2880 missed");
  });

  it("of several verdicts lie one over the other, and still add up", async () => {
    await makeCalendar("weekends", [{ kind: "weekly", days: ["SAT", "SUN"] }]);
    const schedule = { ...EVERY_MINUTE, calendars: ["weekends"] };
    const job = await heart.makeJob({ schedule, policies: ALLOW });
    await until("2026-03-24T10:00:00Z");
    expect(await ledgerOf(job.id)).toMatchObject({ balanced: true, planned: 22 * 1440 + 600 });
    const range = { from: "2026-03-14T12:00:00.000Z", to: "2026-03-16T06:00:00.000Z" };
    expect(line(await ledgerOf(job.id, range))).toBe("2520 = 2160 skipped + 360 missed");
    // Another calendar, another count: nobody can tell any more where the slots of a row lie that is cut.
    await sql`update calendars set version = 2, entries = '[{"kind": "weekly", "days": ["SUN"]}]'`;
    const whole = await ledgerOf(job.id, range);
    expect(whole).toMatchObject({ balanced: true });
    expect(whole.from < range.from && whole.to > range.to).toBe(true);
    expect(whole.planned).toBeGreaterThan(10_000);
  });
});

describe("moved slots (K1)", () => {
  it("count where they were moved to, by the calendar of their time", async () => {
    await makeCalendar("weekends", [{ kind: "weekly", days: ["SAT", "SUN"] }]);
    const schedule = {
      kind: "cron",
      expression: "0 12 7,8,9 * *",
      onExcluded: "move",
    } as const;
    const job = await heart.makeJob({
      schedule: { ...schedule, calendars: ["weekends"] },
      policies: ALLOW,
    });
    await until("2026-03-10T00:00:00Z");
    await sql`update calendars set version = 2, entries = '[]'`;
    expect(line(await ledgerOf(job.id))).toBe("1 = 1 open");
    const weekend = { from: "2026-03-07T00:00:00Z", to: "2026-03-09T00:00:00Z" };
    expect(line(await ledgerOf(job.id, weekend))).toBe("0 = 0");
  });
});

describe("what retention has removed", () => {
  it("is counted by whole UTC days", async () => {
    const job = await heart.makeJob({ schedule: EVERY_HOUR, policies: ALLOW });
    for (let day = 0; day < 4; day += 1) {
      await clock.advance(DAY);
      await heart.plan();
    }
    const asked = { from: "2026-03-03T05:30:00Z", to: "2026-03-04T07:30:00Z" };
    expect(line(await ledgerOf(job.id, asked))).toBe("26 = 25 missed + 1 open");
    for (const work of await heart.claim()) await heart.finish(work, COMPLETED);
    await clock.advance(95 * DAY);
    await heart.plan();
    const before = line(await ledgerOf(job.id));
    const keep = { ...platform.config.retention, runsPerJob: 1 };
    expect(await prune(platform.db, keep)).toMatchObject({ runs: 96 });
    expect(line(await ledgerOf(job.id))).toBe(before);
    const old = await ledgerOf(job.id, asked);
    expect([old.from, old.to]).toEqual(["2026-03-03T00:00:00.000Z", "2026-03-05T00:00:00.000Z"]);
    expect(line(old)).toBe("48 = 2 completed + 46 missed");
  });

  it("leaves rows of many slots, which are their own summary", async () => {
    const job = await heart.makeJob({ schedule: EVERY_MINUTE, policies: ALLOW });
    await until("2026-03-05T00:00:00Z");
    await clock.advance(95 * DAY);
    await heart.plan();
    const before = line(await ledgerOf(job.id));
    await prune(platform.db, { ...platform.config.retention, runsPerJob: 1 });
    expect(line(await ledgerOf(job.id))).toBe(before);
    const from = "2026-03-03T05:00:00.000Z";
    const to = "2026-03-03T06:00:00.000Z";
    // The ends are those of days, because rows of single slots may have gone.
    expect(await ledgerOf(job.id, { from, to })).toMatchObject({ planned: 1440, missed: 1440 });
  });
});

describe("an installation from before", () => {
  it("has its statistics brought to what they count now", async () => {
    const job = await heart.makeJob({ schedule: EVERY_MINUTE, policies: ALLOW });
    await until("2026-03-04T00:00:00Z");
    await heart.openRun(job.id);
    for (const work of await heart.claim()) await heart.finish(work, COMPLETED);
    const days = () => sql`select day, status, slots from job_day_stats order by day, status`;
    const present = [...(await days())];
    // As they were kept: the slots of every final row, on the day of its first.
    await sql`
      update job_day_stats s set slots = (
        select sum(slot_count) from runs
        where job_id = s.job_id and status = s.status and (scheduled_for at time zone 'UTC')::date = s.day)`;
    expect([...(await days())]).not.toEqual(present);
    const file = new URL("../../db/migrations/0005_ledger-health.sql", import.meta.url);
    const statements = readFileSync(file, "utf8").split("--> statement-breakpoint");
    await sql.unsafe(statements.at(-1) ?? "");
    expect([...(await days())]).toEqual(present);
    expect(await projectLedger()).toMatchObject({ balanced: true });
  });
});

describe("the account of a project", () => {
  it("sums its jobs, deleted ones until their deletion", async () => {
    const one = await heart.makeJob({ schedule: EVERY_MINUTE, policies: ALLOW });
    const other = await heart.makeJob({ schedule: EVERY_HOUR, policies: ALLOW });
    await heart.makeJob();
    await until("2026-03-02T01:00:00Z");
    await clock.setClock("2026-03-02T01:10:00Z");
    await removeJob(ctx, { job: one.id }, null);
    await until("2026-03-02T03:00:00Z");
    await expect(ledgerOf(one.id)).rejects.toMatchObject({ code: "not_found" });
    expect(line(await ledgerOf(other.id))).toBe("3 = 1 missed + 2 open");
    const project = await projectLedger();
    expect(line(project)).toBe("73 = 4 cancelled + 67 missed + 2 open");
    expect(project).toMatchObject({ jobs: 3, truncated: false, imbalances: [], undecided: 0 });
    const later = await projectLedger({ from: "2026-03-03T00:00:00Z" });
    expect(later).toMatchObject({ jobs: 2, planned: 0, balanced: true });
  });

  it("names the jobs that do not add up, and refuses a range that ends before it begins", async () => {
    const job = await heart.makeJob({ schedule: EVERY_HOUR, policies: ALLOW });
    await heart.makeJob({ schedule: EVERY_HOUR, policies: ALLOW });
    await until("2026-03-02T02:00:00Z");
    await sql`delete from runs where job_id = ${job.id} and status = 'pending'`;
    const project = await projectLedger();
    expect(line(project)).toBe("4 = 2 missed + 1 open, off by 1");
    expect(project.imbalances).toEqual([
      expect.objectContaining({ jobId: job.id, difference: 1, foundAt: null }),
    ]);
    const backwards = { from: "2026-03-03T00:00:00Z", to: "2026-03-02T00:00:00Z" };
    const refusal = { code: "invalid", problems: [{ pointer: "/query/to" }] };
    await expect(ledgerOf(job.id, backwards)).rejects.toMatchObject(refusal);
    await expect(projectLedger(backwards)).rejects.toMatchObject(refusal);
  });
});
