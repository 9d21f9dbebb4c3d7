import { describe, expect, it } from "vitest";
import { prune } from "../../lib/services/retention/prune.ts";
import { COMPLETED, openHeart, times } from "../support/heart.ts";

const heart = await openHeart("2026-01-01T08:00:00Z");
const { clock, platform, sql } = heart;

const DAY = 86_400_000;
const KEEP = { runDays: 90, runsPerJob: 3, logDays: 30, eventDays: 7, auditDays: 400 };

const pruned = () => prune(platform.db, KEEP);

/** Opens and completes a run, with a line of log. */
async function ran(jobId: string): Promise<string> {
  const id = await heart.openRun(jobId);
  await heart.finish(await heart.claimOne(), COMPLETED);
  await sql`insert into run_logs (run_id, seq, attempt, stream, text) values (${id}, 1, 1, 'stdout', 'x')`;
  await clock.advance(1000);
  return id;
}

const count = async (table: string): Promise<number> => {
  const [row] = await sql<{ rows: number }[]>`select count(*)::int as rows from ${sql(table)}`;
  return row?.rows ?? 0;
};

describe("retention", () => {
  it("removes old runs with attempts and log, but the newest of each job and what still lives", async () => {
    const busy = await heart.makeJob();
    const seldom = await heart.makeJob();
    const stuck = await heart.makeJob({ policies: { overlap: "allow" } });
    for (let made = 0; made < 6; made += 1) await ran(busy.id);
    for (let made = 0; made < 2; made += 1) await ran(seldom.id);
    const living = await heart.openRun(stuck.id);
    await heart.claimOne();
    for (let made = 0; made < 4; made += 1) await ran(stuck.id);
    await clock.advance(91 * DAY);
    const recent = await ran(busy.id);

    expect(await pruned()).toMatchObject({ runs: 5 });
    const left = await heart.runs(busy.id);
    expect(times(left.slice(0, 2))).toEqual(["08:00:04", "08:00:05"]);
    expect(left.at(-1)?.id).toBe(recent);
    expect(await heart.runs(seldom.id)).toHaveLength(2);
    expect((await heart.run(living)).status).toBe("running");
    expect(await heart.runs(stuck.id)).toHaveLength(4);
    const orphans = await sql`
      select run_id from attempts where run_id not in (select id from runs)
      union all select run_id from run_logs where run_id not in (select id from runs)`;
    expect([...orphans]).toEqual([]);
    expect(await count("attempts")).toBe(8);
    expect(await pruned()).toMatchObject({ runs: 0 });
  });

  it("keeps any number of runs that are young enough", async () => {
    const job = await heart.makeJob();
    for (let made = 0; made < 5; made += 1) await ran(job.id);
    await clock.advance(90 * DAY - 10_000);
    expect(await pruned()).toMatchObject({ runs: 0 });
    await clock.advance(20_000);
    expect(await pruned()).toMatchObject({ runs: 2 });
  });

  it("leaves the counts of what it removed", async () => {
    const job = await heart.makeJob();
    for (let made = 0; made < 5; made += 1) await ran(job.id);
    await clock.advance(91 * DAY);
    expect(await pruned()).toMatchObject({ runs: 2 });
    const stats = await sql`select sum(runs)::int as runs from job_day_stats`;
    expect([...stats]).toEqual([{ runs: 5 }]);
  });

  it("removes log lines after 30 days, events after 7, workers a week after they have gone", async () => {
    const job = await heart.makeJob();
    await ran(job.id);
    await sql`
      insert into workers (id, name, version, pools, slots, stopped_at)
      values (gen_random_uuid(), 'gone', '0', '{}', 1, punctual_now()), (gen_random_uuid(), 'here', '0', '{}', 1, null)`;
    await clock.advance(7 * DAY - 10_000);
    expect(await pruned()).toMatchObject({ logs: 0, events: 0, workers: 0 });
    await clock.advance(20_000);
    await sql`insert into events (type, data) values ('worker.updated', '{}')`;
    expect(await pruned()).toMatchObject({ logs: 0, events: 4, workers: 1 });
    expect(await count("events")).toBe(1);
    await clock.advance(23 * DAY);
    expect(await pruned()).toMatchObject({ logs: 1, runs: 0 });
    const workers = await sql`select name from workers`;
    expect([...workers]).toEqual([{ name: "here" }]);
  });

  it("removes entries of the audit after 400 days", async () => {
    await heart.makeJob();
    await clock.advance(400 * DAY - 1000);
    expect(await pruned()).toMatchObject({ audit: 0 });
    await clock.advance(2000);
    expect((await pruned())["audit"]).toBeGreaterThanOrEqual(1);
    expect(await count("audit")).toBe(0);
  });

  it("works in batches through more jobs than one statement takes", async () => {
    const job = await heart.makeJob();
    for (let made = 0; made < 4; made += 1) await ran(job.id);
    await sql`
      with copy as (
        insert into jobs
        select (jsonb_populate_record(j, jsonb_build_object('id', gen_random_uuid(), 'key', 'copy-' || n))).*
        from jobs j, generate_series(1, 1100) as n returning id
      ),
      clock as (
        insert into job_clocks
        select (jsonb_populate_record(c, jsonb_build_object('job_id', copy.id))).* from job_clocks c, copy
      ),
      version as (
        insert into job_versions
        select (jsonb_populate_record(v, jsonb_build_object('job_id', copy.id))).* from job_versions v, copy
      )
      select count(*) from copy`;
    await sql`
      insert into runs (id, project_id, job_id, job_version, template_version_id, trigger, scheduled_for, status, finished_at)
      select overlay(gen_random_uuid()::text placing left(r.id::text, 13) from 1 for 13)::uuid, r.project_id, j.id, 1,
        r.template_version_id, 'manual', r.scheduled_for, 'completed', r.finished_at
      from runs r, jobs j where j.key like 'copy-%'`;
    await clock.advance(91 * DAY);
    expect(await pruned()).toMatchObject({ runs: 1101 });
    expect(await count("runs")).toBe(3 * 1101);
  });
});
