import { expect, it } from "vitest";
import type { MomentFacts, ScheduleVersion } from "./moment-facts.ts";
import type { MomentWhyCode } from "./verdict.ts";
import { ofMissingTime, whyMoment } from "./why-moment.ts";

const at = (text: string) => Date.parse(text.includes("T") ? `${text}Z` : `2026-05-04T${text}Z`);

const VERSION: ScheduleVersion = {
  version: 3,
  schedule: {
    kind: "cron",
    expression: "0 * * * *",
    timeZone: "UTC",
    dst: { gap: "next", fold: "first" },
    startAt: null,
    endAt: null,
    jitterSeconds: 0,
    calendars: [],
  },
  description: "Every hour",
  countsFrom: at("2026-05-01T00:00:00"),
};
const { schedule: CRON } = VERSION;

const ADA = { id: "U", name: "Ada" };

const FACTS: MomentFacts = {
  now: at("02:30:00"),
  at: at("02:15:00"),
  timeZone: "UTC",
  job: {
    createdAt: at("2026-05-01T00:00:00"),
    createdBy: ADA,
    deletedAt: null,
    deletedBy: null,
    decidedUntil: at("02:30:00"),
    nextFireAt: at("03:00:00"),
  },
  version: VERSION,
  next: null,
  inPresent: false,
  slot: null,
  moved: null,
  nearest: {
    before: { at: at("02:00:00"), run: { id: "A", status: "completed" } },
    after: { at: at("03:00:00"), run: null },
  },
  pause: null,
  workers: { live: 1, lastSeen: { name: "eu-1", at: at("02:29:58") } },
  retentionDays: 90,
  ofThatDay: {},
  others: [],
};

const SLOT = { fires: true, excluded: null, calendarName: null, jitterMs: 0 } as const;
const PAUSE = { of: "job", since: at("01:30:00"), until: null, by: ADA, note: "Moving" } as const;

const facts = (more: Partial<MomentFacts>): MomentFacts => ({ ...FACTS, ...more });
const job = (more: Partial<MomentFacts["job"]>) => ({ job: { ...FACTS.job, ...more } });
const version = (more: object) => ({
  version: { ...VERSION, schedule: { ...CRON, ...more } } as ScheduleVersion,
});

type Case = readonly [
  what: string,
  facts: MomentFacts,
  code: MomentWhyCode,
  rule: string | null,
  summary: string,
  release?: string,
];

const CASES: readonly Case[] = [
  [
    "no slot of the schedule",
    facts({}),
    "not_a_slot",
    "S1",
    "Nothing was due at 02:15 UTC; the schedule is “Every hour”; the nearest slots are 02:00 (run A, completed) and 03:00.",
  ],
  [
    "a few seconds beside a slot",
    facts({ at: at("02:00:17") }),
    "not_a_slot",
    "S1",
    "Nothing was due at 02:00:17 UTC; the schedule is “Every hour”; the slot of that minute is 02:00 (run A, completed).",
  ],
  [
    "between slots that are closer than a minute",
    facts({
      at: at("02:00:17"),
      nearest: {
        before: { at: at("02:00:15"), run: null },
        after: { at: at("02:00:20"), run: null },
      },
    }),
    "not_a_slot",
    "S1",
    "Nothing was due at 02:00:17 UTC; the schedule is “Every hour”; the nearest slots are 02:00:15 and 02:00:20.",
  ],
  [
    "no slot, but somebody ran it by hand",
    facts({
      others: [{ id: "H", status: "failed", trigger: "manual", createdAt: at("02:15:09") }],
    }),
    "not_a_slot",
    "S1",
    "Nothing was due at 02:15 UTC; the schedule is “Every hour”; the nearest slots are 02:00 (run A, completed) and 03:00; run H (failed) was asked for at 02:15:09 and is no slot.",
  ],
  [
    "another schedule in force then",
    facts({
      inPresent: true,
      next: {
        ...VERSION,
        version: 4,
        description: "Every 15 minutes",
        countsFrom: at("02:20:00"),
        by: ADA,
      },
      nearest: { before: null, after: null },
    }),
    "other_version",
    "P1",
    "Nothing was due at 02:15 UTC; the schedule was then “Every hour” (version 3); “Every 15 minutes”, which has a slot at that time, counts only since 02:20, when Ada changed it.",
  ],
  [
    "before the job was there",
    facts({ at: at("2026-04-30T02:00:00") }),
    "before_creation",
    "S3",
    "Nothing was due at 30 April 02:00 UTC; Ada created the job at 1 May 00:00, and it owes the slots after that.",
    "A backfill runs slots from before the creation.",
  ],
  [
    "after the job was deleted",
    facts({ slot: SLOT, ...job({ deletedAt: at("02:10:00"), deletedBy: ADA }) }),
    "job_deleted",
    null,
    "Nothing was due at 02:15 UTC; the job was deleted at 02:10 by Ada.",
  ],
  [
    "a manual job",
    facts({ version: { ...VERSION, schedule: { kind: "manual" } } }),
    "manual",
    "S1",
    "Nothing was due at 02:15 UTC; the job has no schedule and runs only when somebody asks for it.",
    "Somebody runs it.",
  ],
  [
    "before startAt",
    facts({
      ...version({ startAt: "2026-05-04T03:00:00.000Z" }),
      nearest: { before: null, after: { at: at("03:00:00"), run: null } },
    }),
    "outside_window",
    "S2",
    "Nothing was due at 02:15 UTC; the schedule begins at 03:00; the first slot is 03:00.",
  ],
  [
    "after endAt",
    facts({
      ...version({ endAt: "2026-05-04T02:10:00.000Z" }),
      nearest: { before: { at: at("02:00:00"), run: null }, after: null },
    }),
    "outside_window",
    "S2",
    "Nothing was due at 02:15 UTC; the schedule ended at 02:10; the last slot before it was 02:00.",
  ],
  [
    "after the last slot",
    facts({ nearest: { before: { at: at("02:00:00"), run: null }, after: null } }),
    "finished",
    "S1",
    "Nothing was due at 02:15 UTC; the schedule “Every hour” has no slot after 02:00.",
  ],
  [
    "beside the moment of a one-off",
    facts({
      version: {
        ...VERSION,
        schedule: { kind: "once", at: "2026-05-04T02:00:00.000Z", timeZone: "UTC" },
      },
      nearest: {
        before: { at: at("02:00:00"), run: { id: "A", status: "completed" } },
        after: null,
      },
    }),
    "finished",
    "S1",
    "Nothing was due at 02:15 UTC; the one moment of the job is 02:00 (run A, completed).",
  ],
  [
    "a slot to come",
    facts({ at: at("03:00:00"), slot: SLOT }),
    "will_run",
    null,
    "It will run at 03:00 UTC; the schedule is “Every hour”.",
    "Its moment comes.",
  ],
  [
    "a slot to come, spread",
    facts({
      at: at("03:00:00"),
      slot: { ...SLOT, jitterMs: 42_000 },
      ...version({ jitterSeconds: 60 }),
    }),
    "will_run",
    "J1",
    "It will run at 03:00:42 UTC for the slot of 03:00; the schedule spreads its starts over 1 min.",
  ],
  [
    "a slot to come on a holiday",
    facts({
      at: at("03:00:00"),
      slot: {
        ...SLOT,
        fires: false,
        excluded: { reason: "calendar", calendar: "holidays", entry: 4, name: "Star Wars Day" },
        calendarName: "Public holidays",
      },
    }),
    "will_be_skipped",
    "K1",
    "The slot of 03:00 UTC will be skipped; the calendar “Public holidays” excludes that day: Star Wars Day.",
  ],
  [
    "a slot that a calendar moves",
    facts({
      at: at("03:00:00"),
      moved: {
        excluded: { reason: "calendar", calendar: "holidays", entry: 4, name: "Star Wars Day" },
        calendarName: "Public holidays",
        to: { at: at("2026-05-05T03:00:00"), run: null },
      },
    }),
    "moved",
    "K1",
    "The slot of 03:00 UTC is moved to 5 May 03:00; the calendar “Public holidays” excludes that day: Star Wars Day.",
  ],
  [
    "a slot to come in a gap",
    facts({ at: at("03:00:00"), slot: { ...SLOT, fires: false } }),
    "will_be_skipped",
    "Z2",
    "The slot of 03:00 UTC will be skipped; the clocks of UTC are put forward then, and the schedule says to skip times that do not exist.",
  ],
  [
    "a slot to come in a pause",
    facts({ at: at("03:00:00"), slot: SLOT, pause: { ...PAUSE, until: at("04:00:00") } }),
    "in_pause",
    "P2, P3",
    "The slot of 03:00 UTC will pass without a run if the pause lasts; the job has been paused since 01:30 by Ada (“Moving”), until 04:00.",
    "The job is resumed; then the missed choice decides what becomes of the slot.",
  ],
  [
    "a slot that passed in a pause of the project",
    facts({
      at: at("02:00:00"),
      slot: SLOT,
      pause: { ...PAUSE, of: "project", by: null, note: null },
      ...job({ decidedUntil: at("01:30:00") }),
    }),
    "in_pause",
    "P2, P3",
    "The slot of 02:00 UTC has not been decided; all jobs of the project have been paused since 01:30; it gets its row when the pause ends.",
    "The project is resumed; then the missed choice decides what becomes of the slot.",
  ],
  [
    "a slot no planner has decided, with nobody there",
    facts({
      at: at("02:00:00"),
      slot: SLOT,
      workers: { live: 0, lastSeen: { name: "eu-1", at: at("01:58:00") } },
      ...job({ decidedUntil: at("01:58:00"), nextFireAt: at("02:00:00") }),
    }),
    "not_decided",
    "M1",
    "The slot of 02:00 UTC has not been decided, 30 min after it; no planner has been at work since 01:58, when worker eu-1 was last heard of.",
    "A worker starts; the misfire policy decides the slot.",
  ],
  [
    "a slot that is due this moment",
    facts({
      now: at("02:00:00.040"),
      at: at("02:00:00"),
      slot: SLOT,
      ...job({ decidedUntil: at("01:58:00"), nextFireAt: at("02:00:00") }),
    }),
    "not_decided",
    "M1",
    "The slot of 02:00 UTC has not been decided, 40 ms after it; 1 worker is alive, and a planner takes it in a moment.",
    "A planner takes it.",
  ],
  [
    "a slot of a job no planner can read",
    facts({
      at: at("02:00:00"),
      slot: SLOT,
      ...job({ decidedUntil: at("01:58:00"), nextFireAt: at("02:31:00") }),
    }),
    "not_decided",
    "M1",
    "The slot of 02:00 UTC has not been decided, 30 min after it; a planner could not read the job's rules and looks again at 02:31, its log says why.",
    "A planner looks at the job again.",
  ],
  [
    "a slot older than the ledger",
    facts({
      now: at("2026-12-04T02:30:00"),
      at: at("02:00:00"),
      slot: SLOT,
      ofThatDay: { completed: 23, failed: 1 },
    }),
    "pruned",
    "S3",
    "The slot of 4 May 02:00 UTC was decided, but the ledger keeps rows for 90 days; of that day it counted 23 completed, 1 failed.",
  ],
  [
    "a decided slot without a row",
    facts({ at: at("02:00:00"), slot: SLOT }),
    "no_row",
    "S3",
    "The schedule as we know it has a slot at 02:00 UTC, and the ledger has no row for it; its calendars or the time-zone data have changed since, or the ledger has lost it: look at its balance.",
  ],
];

for (const [what, given, code, rule, summary, release] of CASES)
  it(what, () => {
    const verdict = whyMoment(given);
    expect(verdict.summary).toBe(summary);
    expect([verdict.code, verdict.rule]).toEqual([code, rule]);
    if (release !== undefined) expect(verdict.release?.summary).toBe(release);
    expect(JSON.parse(JSON.stringify(verdict.data))).toEqual(verdict.data);
  });

it("says first that a local time does not exist", () => {
  const verdict = ofMissingTime(whyMoment(facts({})), {
    local: Date.UTC(2026, 2, 29, 2, 30),
    from: Date.UTC(2026, 2, 29, 2),
    to: Date.UTC(2026, 2, 29, 3),
    timeZone: "Europe/Berlin",
  });
  expect(verdict.summary).toMatch(
    /^02:30 does not exist on 29 March 2026 in Europe\/Berlin: the clocks go from 02:00 to 03:00\. Nothing was due/,
  );
});
