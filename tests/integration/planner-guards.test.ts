import { setTimeout as sleep } from "node:timers/promises";
import { sql as tag } from "drizzle-orm";
import { expect, it } from "vitest";
import { advanceClocks } from "../../db/queries/planner.ts";
import { TZDATA_VERSION } from "../../lib/platform/tzdata.ts";
import { openHeart } from "../support/heart.ts";

const START = "2026-03-02T08:00:30Z";
const heart = await openHeart(START);
const { clock, platform, sql } = heart;

const MINUTE = 60_000;
const EVERY_MINUTE = { kind: "cron", expression: "* * * * *" } as const;

it("moves a clock by compare-and-set: what was decided on an older state moves nothing (C1)", async () => {
  const job = await heart.makeJob({ schedule: EVERY_MINUTE });
  const [row] = await sql<{ version: number; at: number }[]>`
    select version, (extract(epoch from decided_until) * 1000)::float8 as at from job_clocks`;
  const { version = 0, at = 0 } = row ?? {};
  const advance = {
    id: job.id,
    version,
    oldDecidedUntil: at,
    decidedUntil: at + MINUTE,
    nextFireAt: at + 2 * MINUTE,
    parked: false,
    tzdata: TZDATA_VERSION,
  };
  const move = (more: Partial<typeof advance>) =>
    platform.db.transaction((tx) => advanceClocks(tx, [{ ...advance, ...more }]));
  expect(await move({ version: version + 1 })).toEqual(new Set());
  expect(await move({ oldDecidedUntil: at - 1 })).toEqual(new Set());
  expect(await move({})).toEqual(new Set([job.id]));
  expect(await move({})).toEqual(new Set());
});

it("leaves a job that somebody else is at, and decides the others without waiting", async () => {
  const busy = await heart.makeJob({ schedule: EVERY_MINUTE });
  await heart.makeJob({ schedule: EVERY_MINUTE });
  await clock.advance(MINUTE);
  const letGo = Promise.withResolvers<void>();
  const held = Promise.withResolvers<void>();
  const holder = platform.db.transaction(async (tx) => {
    await tx.execute(tag`select 1 from job_clocks where job_id = ${busy.id}::uuid for update`);
    held.resolve();
    await letGo.promise;
  });
  await held.promise;
  const planned = await Promise.race([heart.plan(), sleep(2_000, "it waits")]);
  letGo.resolve();
  await holder;
  expect(planned).toEqual({ jobs: 1, runs: 1 });
  expect(await heart.plan()).toEqual({ jobs: 1, runs: 1 });
});
