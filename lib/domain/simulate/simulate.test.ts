import { describe, expect, it } from "vitest";
import { compileCalendars } from "../calendar/compile.ts";
import { DEFAULT_POLICIES } from "../policies.ts";
import { normalizeSchedule } from "../schedule/normalize.ts";
import type { ScheduleInput } from "../schedule/types.ts";
import { finish } from "../testing/finish.ts";
import { type Simulation, simulateJob } from "./simulate.ts";
import type { RunLengths, SimulatedJob } from "./types.ts";

const JOB = "018f3b1e-0000-7000-8000-000000000001";
const WORKDAYS = compileCalendars([
  {
    slug: "workdays",
    name: "Workdays",
    entries: [
      { kind: "weekly", days: ["SAT", "SUN"], name: "Weekend" },
      { kind: "hours", from: "08:00", to: "18:00" },
    ],
  },
]);

type More = Partial<Omit<SimulatedJob, "schedule">> & {
  readonly lengths?: RunLengths;
  readonly limit?: number;
};

function simulate(input: ScheduleInput, from: string, to: string, more: More = {}): Simulation {
  const range = { from: Date.parse(from), to: Date.parse(to), limit: more.limit ?? 1_000 };
  const normalized = normalizeSchedule(input, { now: range.from, setting: false });
  if (!normalized.ok) throw new Error(JSON.stringify(normalized.problems));
  const { lengths, limit: _, ...job } = more;
  const { schedule } = normalized;
  const usual = { skipsAnchor: false, jobId: JOB, calendars: null, policies: DEFAULT_POLICIES };
  return finish(simulateJob({ schedule, ...usual, ...job }, range, lengths ?? null));
}

describe("simulateJob", () => {
  it("takes the range half-open (S2) and shows the next clock change", () => {
    const schedule = { kind: "cron", expression: "0 2 * * *", timeZone: "Europe/Berlin" } as const;
    const found = simulate(schedule, "2026-03-01T01:00:00Z", "2026-03-03T01:00:00Z");
    expect(found.slots.map(({ local }) => local)).toEqual([
      "2026-03-01T02:00:00",
      "2026-03-02T02:00:00",
    ]);
    expect(found.nextTransition).toEqual({
      at: "2026-03-29T01:00:00.000Z",
      offsetBefore: "+01:00",
      offsetAfter: "+02:00",
    });
  });

  it("notes what the clock change does, and lists the slot it takes out", () => {
    const berlin = { kind: "cron", expression: "30 2 * * *", timeZone: "Europe/Berlin" } as const;
    const [from, to] = ["2026-03-28T00:00:00Z", "2026-03-30T00:00:00Z"] as const;
    const moved = simulate(berlin, from, to).slots.at(-1);
    expect(moved).toMatchObject({
      local: "2026-03-29T03:00:00",
      notes: ["dst_gap"],
      decision: "run",
    });
    const { slots, counts } = simulate({ ...berlin, dst: { gap: "skip" } }, from, to);
    expect(slots.at(-1)).toMatchObject({ decision: "skipped", reason: "dst_gap" });
    expect(counts).toMatchObject({ slots: 2, fires: 1, dstGap: 1 });
  });

  it("names the calendar entry that excludes a slot", () => {
    const schedule = { kind: "cron", expression: "0 7,9 * * *", calendars: ["workdays"] } as const;
    const [from, to] = ["2026-03-06T00:00:00Z", "2026-03-08T00:00:00Z"] as const;
    const { slots, counts } = simulate({ ...schedule, calendars: ["workdays"] }, from, to, {
      calendars: WORKDAYS,
    });
    expect(slots.map(({ reason, excluded }) => [reason, excluded?.entry ?? null])).toEqual([
      ["window", 1],
      [null, null],
      ["calendar", 0],
      ["calendar", 0],
    ]);
    expect(counts).toMatchObject({ slots: 4, fires: 1, calendar: 2, window: 1, predicted: null });
  });

  it("decides by typical runs, and tells what slow ones would do", () => {
    const lengths = { p50Ms: 90_000, p95Ms: 40_000_000 };
    const schedule = { kind: "cron", expression: "*/2 * * * *" } as const;
    const { slots, counts } = simulate(schedule, "2026-03-06T00:00:00Z", "2026-03-06T00:06:00Z", {
      lengths,
    });
    expect(slots.map(({ decision, overlaps }) => [decision, overlaps?.slow.decision])).toEqual([
      ["run", undefined],
      ["run", "skipped"],
      ["run", "skipped"],
    ]);
    expect(counts.predicted).toEqual({
      slots: 3,
      until: null,
      typical: { run: 3, skipped: 0, held: 0, cancels_previous: 0 },
      slow: { run: 1, skipped: 2, held: 0, cancels_previous: 0 },
    });
  });

  it("counts ten years of seconds at once, lists few, and says how far it predicted", () => {
    const lengths = { p50Ms: 10, p95Ms: 1_500 };
    const schedule = {
      kind: "cron",
      expression: "* * * * * *",
      timeZone: "Europe/Berlin",
    } as const;
    const found = simulate(schedule, "2026-01-01T00:00:00Z", "2036-01-01T00:00:00Z", {
      lengths,
      limit: 5,
    });
    expect(found.slots).toHaveLength(5);
    expect(found.counts).toMatchObject({ slots: 315_532_800, fires: 315_532_800 });
    expect(found.counts.predicted).toMatchObject({
      slots: 5_000,
      until: Date.parse("2026-01-01T01:23:20Z"),
    });
  });

  it("does not take the moment of saving for a slot (I3)", () => {
    const interval = { kind: "interval", every: "1h" } as const;
    const [from, to] = ["2026-03-06T00:00:00Z", "2026-03-06T02:30:00Z"] as const;
    const found = simulate(interval, from, to, { skipsAnchor: true });
    expect(found.slots.map(({ at }) => at.slice(11, 16))).toEqual(["01:00", "02:00"]);
  });
});
