import { describe, expect, it } from "vitest";
import type { JobView } from "../../lib/contracts/job.ts";
import type { ScheduleInput } from "../../lib/contracts/schedule.ts";
import {
  DEFAULT_POLICIES,
  MISFIRE_POLICIES,
  type MisfirePolicy,
} from "../../lib/domain/policies.ts";
import { openHeart, type RunRow } from "../support/heart.ts";
import { type Row, rowsByTheRules, type Walk } from "../support/misfire-model.ts";
import { walkOf } from "../support/walk.ts";

const heart = await openHeart("2026-03-01T00:00:00Z");
const { clock } = heart;

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const DAY = 24 * HOUR;
const OUTAGES = {
  "10 s": 10 * SECOND,
  "10 min": 600 * SECOND,
  "25 h": 25 * HOUR,
  "400 d": 400 * DAY,
};

const BERLIN = { timeZone: "Europe/Berlin", dst: { gap: "skip", fold: "both" } } as const;
/** Each with the moment the workers stop: a few seconds before a slot, or before a clock change. */
const KINDS: Record<string, { schedule: ScheduleInput; stop: string }> = {
  "cron each minute": {
    schedule: { kind: "cron", expression: "* * * * *" },
    stop: "2026-03-02T08:00:55Z",
  },
  "cron hourly over clock changes": {
    schedule: { kind: "cron", expression: "0 * * * *", ...BERLIN },
    stop: "2026-03-29T00:59:55Z",
  },
  "cron at some hours over clock changes": {
    schedule: { kind: "cron", expression: "0,30 0-5 * * *", ...BERLIN },
    stop: "2026-03-29T00:59:55Z",
  },
  "exact interval": {
    schedule: { kind: "interval", every: "90s", anchor: "2026-03-02T08:00:00Z" },
    stop: "2026-03-02T07:59:58Z",
  },
  "calendar interval": {
    schedule: { kind: "interval", every: "1mo", anchor: "2026-01-31T03:00:00Z" },
    stop: "2026-03-31T02:59:55Z",
  },
  once: { schedule: { kind: "once", at: "2026-03-02T08:00:01Z" }, stop: "2026-03-02T07:59:58Z" },
  "every second": {
    schedule: { kind: "cron", expression: "* * * * * *" },
    stop: "2026-03-02T08:00:00.500Z",
  },
};

/** The defaults; and no grace, a window wider than any outage, few catch-up runs. */
const FIGURES = [
  {},
  { graceSeconds: 0, windowSeconds: 500 * 86_400, maxRuns: 3 },
] satisfies Partial<MisfirePolicy>[];

const rules = (kind: string): MisfirePolicy[] =>
  MISFIRE_POLICIES.flatMap((policy) =>
    // A list of 34 million late slots is no table any more.
    (kind === "every second" ? FIGURES.slice(0, 1) : FIGURES).map((figures) => ({
      ...DEFAULT_POLICIES.misfire,
      ...figures,
      policy,
    })),
  );

/** Every slot of (from, to], one after the other; the engine need not be asked which seconds there are. */
function slotsOf(kind: string, job: JobView, from: number, to: number): Walk {
  if (kind !== "every second") return walkOf(job, from, to);
  return (visit) => {
    for (let at = Math.floor(from / SECOND + 1) * SECOND; at <= to; at += SECOND) visit(at, true);
  };
}

function rowOf(run: RunRow, slots: ReadonlyMap<string, number>): Row {
  const { decision, status } = run;
  const facts = decision?.misfire ?? null;
  return {
    at: run.scheduled_for.getTime(),
    until: run.scheduled_until?.getTime() ?? null,
    count: run.slot_count,
    verdict: status === "pending" ? "goes on" : (status as "missed" | "skipped"),
    reason: run.reason,
    rule: run.rule,
    ageSeconds: facts?.ageSeconds ?? null,
    catchUp: decision?.catchUp ?? null,
    standsFor: slots.get(decision?.coalescedInto) ?? null,
  };
}

async function planAll(): Promise<void> {
  for (let jobs = 1; jobs > 0; ) jobs = (await heart.plan()).jobs;
}

describe.each(Object.entries(KINDS))("%s", (kind, { schedule, stop }) => {
  it.each(Object.entries(OUTAGES))("after %s without a planner", async (_name, outage) => {
    await clock.setClock(stop);
    const from = Date.parse(stop);
    const now = from + outage;
    const jobs = [];
    for (const misfire of rules(kind))
      jobs.push({
        misfire,
        job: await heart.makeJob({ schedule, policies: { overlap: "allow", misfire } }),
      });
    await clock.setClock(new Date(now));
    await planAll();
    let owed = 0;
    const [any] = jobs;
    if (any !== undefined) slotsOf(kind, any.job, from, now)(() => (owed += 1));
    for (const { misfire, job } of jobs) {
      const walk = slotsOf(kind, job, from, now);
      const expected = rowsByTheRules(walk, now, misfire);
      const runs = await heart.runs(job.id);
      const slots = new Map(runs.map((run) => [run.id, run.scheduled_for.getTime()]));
      const rows = runs.map((run) => rowOf(run, slots)).sort((a, b) => a.at - b.at);
      expect(rows).toEqual(expected);
      for (const run of runs)
        if (run.decision?.misfire !== undefined) {
          const { ageSeconds: _age, ...figures } = run.decision.misfire;
          expect(figures).toEqual(misfire);
        }
      expect(rows.reduce((sum, row) => sum + row.count, 0)).toBe(owed);
    }
  });
});
