import { describe, expect, it } from "vitest";
import { cancelRuns } from "../../lib/services/runs/cancel.ts";
import type { ClaimedWork } from "../../lib/services/runs/claim.ts";
import { type AttemptEnd, finishAttempts } from "../../lib/services/runs/finish.ts";
import { endOverdueAttempts, expireStartTimeouts } from "../../lib/services/runs/put-right.ts";
import { COMPLETED, endOf, failed, LEASE_SECONDS, openHeart } from "../support/heart.ts";

const heart = await openHeart("2026-03-02T22:40:00Z");
const { clock, platform, sql } = heart;

/** Numbers from 0 up to 1 that are the same in every run of the test (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const random = randomNumbers(20260302);
const pick = <Item>(items: readonly Item[]): Item => {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new Error("nothing to pick from");
  return item;
};

const REPORTS: readonly AttemptEnd["report"][] = [
  COMPLETED,
  COMPLETED,
  failed(),
  failed({ retryable: false }),
  { outcome: "timed_out", error: { code: "timeout", message: "Slow." } },
  { outcome: "cancelled" },
  { outcome: "released" },
];

/** One step of a busy hour: slots come, runs are claimed, end in all ways, are cancelled, lost or forgotten. */
async function step(held: ClaimedWork[]): Promise<ClaimedWork[]> {
  await clock.advance(5_000 + Math.floor(random() * 40_000));
  await heart.plan();
  const all = [...held, ...(await heart.claim(15))];
  const ends: AttemptEnd[] = [];
  const left: ClaimedWork[] = [];
  for (const work of all) {
    const chance = random();
    if (chance < 0.6) ends.push({ ...endOf(work, pick(REPORTS)), random: random() });
    else if (chance < 0.9) left.push(work);
  }
  const live = await sql<{ id: string }[]>`
    select id from runs where finished_at is null order by id limit 40`;
  const unwanted = live.filter(() => random() < 0.1).map((run) => run.id);
  await Promise.all([
    finishAttempts(platform, ends),
    cancelRuns(platform, unwanted, "user"),
    endOverdueAttempts(platform, random),
    expireStartTimeouts(platform),
  ]);
  return left;
}

async function busyHours(): Promise<void> {
  const everyMinute = { kind: "cron", expression: "* * * * *" } as const;
  const often = { kind: "interval", every: "20s" } as const;
  const retry = { maxAttempts: 2, delaySeconds: 5 } as const;
  await heart.makeJob({ schedule: everyMinute, policies: { overlap: "skip", retry } });
  await heart.makeJob({ schedule: often, policies: { overlap: "allow", retry } });
  await heart.makeJob({ schedule: often, policies: { overlap: "queue_all", retry } });
  await heart.makeJob({
    schedule: often,
    policies: { overlap: "cancel_previous", startTimeoutSeconds: 15 },
  });
  let held: ClaimedWork[] = [];
  const opened = () => sql<{ runs: number }[]>`select count(*)::int as runs from runs`;
  while (((await opened())[0]?.runs ?? 0) < 500) held = await step(held);
  // An outage, for rows that stand for many slots.
  await clock.advance(12 * 3_600_000);
  await heart.plan();
}

describe("after a random mix of 500 runs", () => {
  it("the rollups equal a recount, every run is sound, attempts are numbered without gaps", async () => {
    await busyHours();
    const [states] = await sql<{ states: number; hours: number; days: number }[]>`
      select count(distinct status)::int as states, count(distinct date_trunc('hour', finished_at))::int as hours,
        count(distinct scheduled_for::date)::int as days
      from runs where finished_at is not null`;
    expect(states?.states).toBeGreaterThanOrEqual(5);
    expect(states?.hours).toBeGreaterThanOrEqual(2);
    expect(states?.days).toBeGreaterThanOrEqual(2);

    const hours = await sql`
      select project_id, hour, status, runs, slots, duration_ms, lateness_ms, max_lateness_ms
      from run_hour_stats order by 1, 2, 3`;
    const recounted = await sql`
      select project_id, date_trunc('hour', finished_at, 'UTC') as hour, status, count(*)::int as runs,
        sum(slot_count)::int as slots,
        coalesce(sum(round(extract(epoch from finished_at - started_at) * 1000)), 0)::bigint as duration_ms,
        coalesce(sum(lateness_ms), 0)::bigint as lateness_ms, coalesce(max(lateness_ms), 0) as max_lateness_ms
      from runs where finished_at is not null group by 1, 2, 3 order by 1, 2, 3`;
    expect([...hours]).toEqual([...recounted]);

    const days = await sql`
      select job_id, day::text, status, runs, slots, duration_ms from job_day_stats order by 1, 2, 3`;
    const daysRecounted = await sql`
      select job_id, (scheduled_for at time zone 'UTC')::date::text as day, status, count(*)::int as runs,
        count(*) filter (where trigger = 'schedule' and scheduled_until is null)::int as slots,
        coalesce(sum(round(extract(epoch from finished_at - started_at) * 1000)), 0)::bigint as duration_ms
      from runs where finished_at is not null group by 1, 2, 3 order by 1, 2, 3`;
    expect([...days]).toEqual([...daysRecounted]);

    expect(await heart.strays()).toEqual([]);
    expect(await heart.unsound()).toEqual([]);
    const misnumbered = await sql`
      select r.id from runs r left join attempts a on a.run_id = r.id
      group by r.id having count(a.attempt) <> coalesce(max(a.attempt), 0)
        or r.attempt <> count(a.attempt) + (r.status in ('running', 'cancelling'))::int`;
    expect([...misnumbered]).toEqual([]);
    // Losses and releases are not charged: those that were never exceed what the job allows.
    const overcharged = await sql`
      select id from runs where attempt - lost_count - release_count > max_attempts`;
    expect([...overcharged]).toEqual([]);
  });
});

describe("lateness", () => {
  it("is the start of the first attempt after slot and jitter, waiting for others included", async () => {
    const schedule = { kind: "cron", expression: "* * * * *", jitterSeconds: 30 } as const;
    const job = await heart.makeJob({ schedule, policies: { overlap: "queue_all" } });
    await clock.advance(61_000);
    await heart.plan();
    await clock.advance(60_000);
    await heart.plan();
    await clock.advance(30_000);
    const first = await heart.claimOne();
    await clock.advance(45_000);
    await heart.finish(first, COMPLETED);
    await heart.claimOne();
    const rows = await heart.runs(job.id);
    expect(rows.map((row) => row.lateness_ms)).toEqual(
      rows.map((row) => Number(row.started_at) - Number(row.available_at)),
    );
    expect(rows.map((row) => Number(row.lateness_ms) > 30_000)).toEqual([true, true]);
  });

  it("is not measured anew after a loss or a release", async () => {
    const job = await heart.makeJob();
    const id = await heart.openRun(job.id);
    await clock.advance(7);
    await heart.finish(await heart.claimOne(), { outcome: "released" });
    await heart.claimOne();
    await clock.advance(LEASE_SECONDS * 1000);
    await endOverdueAttempts(platform, random);
    await heart.claimOne();
    expect((await heart.run(id)).lateness_ms).toBe(7);
  });
});
