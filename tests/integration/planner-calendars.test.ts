import { describe, expect, it } from "vitest";
import { renewZones } from "../../lib/services/jobs/renew-zones.ts";
import { openHeart, times, verdicts } from "../support/heart.ts";

// A Friday, so that the weekend comes soon.
const START = "2026-03-06T10:00:30Z";
const heart = await openHeart(START);
const { clock, sql, ctx, platform } = heart;

const ALLOW = { overlap: "allow" } as const;

async function makeCalendar(slug: string, entries: readonly object[]): Promise<void> {
  await sql`
    insert into calendars (id, project_id, slug, name, entries)
    select gen_random_uuid(), id, ${slug}, ${slug}, ${JSON.stringify(entries)}::text::jsonb
    from projects where slug = 'default'`;
}

const weekend = [{ kind: "weekly", days: ["SAT", "SUN"], name: "Weekend" }];

describe("a calendar", () => {
  it("takes slots out, each with a row that names the entry (K1, M1)", async () => {
    await makeCalendar("weekends", weekend);
    const job = await heart.makeJob({
      schedule: { kind: "cron", expression: "0 12 * * *", calendars: ["weekends"] },
      policies: ALLOW,
    });
    await clock.setClock("2026-03-09T12:00:01Z");
    await heart.plan();
    const rows = await heart.runs(job.id);
    expect(rows.map((row) => row.scheduled_for.toISOString().slice(0, 10))).toEqual([
      "2026-03-06",
      "2026-03-07",
      "2026-03-08",
      "2026-03-09",
    ]);
    expect(rows.map((row) => [row.status, row.reason])).toEqual([
      ["missed", "misfire"],
      ["skipped", "calendar"],
      ["skipped", "calendar"],
      ["pending", null],
    ]);
    expect(rows[1]?.decision).toEqual({ calendar: "weekends", entry: 0, name: "Weekend" });
  });

  it("moves slots where the job says so, and the run names the old moment (K1)", async () => {
    await makeCalendar("weekends", weekend);
    const job = await heart.makeJob({
      schedule: {
        kind: "cron",
        expression: "0 12 7 * *",
        calendars: ["weekends"],
        onExcluded: "move",
      },
      policies: ALLOW,
    });
    expect(job.nextRunAt).toBe("2026-03-09T12:00:00.000Z");
    await clock.setClock("2026-03-09T12:00:01Z");
    await heart.plan();
    const rows = await heart.runs(job.id);
    expect(times(rows)).toEqual(["12:00:00"]);
    expect(rows[0]?.decision).toEqual({ movedFrom: "2026-03-07T12:00:00.000Z" });
  });

  it("that hours are allowed in is a window, and the next run is told past it", async () => {
    await makeCalendar("office", [{ kind: "hours", from: "08:00", to: "18:00" }]);
    const job = await heart.makeJob({
      schedule: { kind: "cron", expression: "0 7,9 * * *", calendars: ["office"] },
      policies: ALLOW,
    });
    expect(job.nextRunAt).toBe("2026-03-07T09:00:00.000Z");
    await clock.setClock("2026-03-07T09:00:01Z");
    await heart.plan();
    expect(verdicts(await heart.runs(job.id))).toEqual(["skipped window", "pending"]);
  });
});

describe("newer time-zone data (Z5)", () => {
  it("computes the next instant again from decidedUntil, and says so in the job's history", async () => {
    const job = await heart.makeJob({
      schedule: { kind: "cron", expression: "0 2 * * *", timeZone: "Europe/Berlin" },
    });
    await sql`update job_clocks set tzdata = '2020a', next_fire_at = '2026-03-07T02:00:00Z'`;
    expect(await renewZones(platform)).toEqual({ jobs: 1, moved: 1 });
    const [clockRow] = await sql`select * from job_clocks`;
    expect(clockRow).toMatchObject({
      next_fire_at: new Date("2026-03-07T01:00:00Z"),
      tzdata: process.versions["tz"],
      version: 2,
    });
    const versions =
      await sql`select version, cause from job_versions where job_id = ${job.id} order by version`;
    expect([...versions]).toEqual([
      { version: 1, cause: null },
      { version: 2, cause: "tzdata" },
    ]);
    expect(await renewZones(platform)).toEqual({ jobs: 0, moved: 0 });
  });

  it("changes nothing but the mark where the instant stays", async () => {
    await heart.makeJob({ schedule: { kind: "cron", expression: "0 2 * * *" } });
    await sql`update job_clocks set tzdata = '2020a'`;
    expect(await renewZones(platform)).toEqual({ jobs: 1, moved: 0 });
    expect((await sql`select version from job_clocks`)[0]?.["version"]).toBe(1);
  });

  it("leaves jobs alone that newer data than ours planned", async () => {
    const job = await heart.makeJob({ schedule: { kind: "cron", expression: "* * * * *" } });
    await sql`update job_clocks set tzdata = '2999z'`;
    await clock.advance(120_000);
    expect(await heart.plan()).toMatchObject({ jobs: 0, runs: 0 });
    expect(await heart.runs(job.id)).toEqual([]);
    expect(await renewZones(platform)).toEqual({ jobs: 0, moved: 0 });
    expect(ctx.actor).toEqual({ kind: "system" });
  });
});
