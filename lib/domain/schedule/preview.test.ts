import { describe, expect, it } from "vitest";
import { previewOccurrences } from "./preview.ts";
import { at, cronSchedule, intervalSchedule } from "./testing/schedules.ts";

describe("a preview", () => {
  it("gives instants, local times and offsets strictly after from", () => {
    const schedule = cronSchedule("0 2 * * MON-FRI", "Europe/Berlin");
    expect(previewOccurrences(schedule, { from: at("2026-11-23T01:00:00Z"), count: 2 })).toEqual({
      description: "At 02:00, Monday through Friday, Europe/Berlin",
      occurrences: [
        {
          at: "2026-11-24T01:00:00.000Z",
          local: "2026-11-24T02:00:00",
          offset: "+01:00",
          notes: [],
        },
        {
          at: "2026-11-25T01:00:00.000Z",
          local: "2026-11-25T02:00:00",
          offset: "+01:00",
          notes: [],
        },
      ],
      warnings: [],
      nextTransition: {
        at: "2027-03-28T01:00:00.000Z",
        offsetBefore: "+01:00",
        offsetAfter: "+02:00",
      },
    });
  });

  it("shows what clock changes do to it (S5)", () => {
    const schedule = cronSchedule("30 2 * * *", "Europe/Berlin", {
      dst: { gap: "shift", fold: "both" },
    });
    const spring = previewOccurrences(schedule, { from: at("2026-03-28T12:00:00Z"), count: 1 });
    expect(spring.occurrences).toEqual([
      {
        at: "2026-03-29T01:30:00.000Z",
        local: "2026-03-29T03:30:00",
        offset: "+02:00",
        notes: ["dst_gap"],
      },
    ]);
    const autumn = previewOccurrences(schedule, { from: at("2026-10-24T12:00:00Z"), count: 2 });
    expect(
      autumn.occurrences.map(({ local, offset, notes }) => `${local}${offset} ${notes}`),
    ).toEqual(["2026-10-25T02:30:00+02:00 dst_fold", "2026-10-25T02:30:00+01:00 dst_fold"]);
  });

  it("warns of a slot that gap skip takes out instead of listing it (S5)", () => {
    const schedule = cronSchedule("30 2 * * *", "Europe/Berlin", {
      dst: { gap: "skip", fold: "first" },
    });
    const preview = previewOccurrences(schedule, { from: at("2026-03-28T12:00:00Z"), count: 1 });
    expect(preview.occurrences.map((one) => one.local)).toEqual(["2026-03-30T02:30:00"]);
    expect(preview.warnings).toEqual([
      {
        code: "dst_gap",
        at: "2026-03-29T01:00:00.000Z",
        message:
          "Skipped: the clocks of Europe/Berlin go from 2026-03-29 02:00:00 to 2026-03-29 03:00:00, and its time lies between.",
      },
    ]);
  });

  it("is shorter than asked when the slots run out (S2)", () => {
    const once = {
      kind: "once",
      at: "2026-12-24T17:00:00.250Z",
      timeZone: "America/New_York",
    } as const;
    const { occurrences } = previewOccurrences(once, { from: 0, count: 5 });
    expect(occurrences).toEqual([
      {
        at: "2026-12-24T17:00:00.250Z",
        local: "2026-12-24T12:00:00.250",
        offset: "-05:00",
        notes: [],
      },
    ]);
    expect(previewOccurrences({ kind: "manual" }, { from: 0, count: 5 }).occurrences).toEqual([]);
    expect(
      previewOccurrences(cronSchedule("0 0 30 2 *"), { from: 0, count: 5 }).occurrences,
    ).toEqual([]);
  });

  it("has no next transition where no clock moves (Z1)", () => {
    const from = at("2026-06-01T00:00:00Z");
    for (const zone of ["UTC", "Asia/Tokyo", "America/Vancouver"]) {
      const preview = previewOccurrences(cronSchedule("0 0 * * *", zone), { from, count: 1 });
      expect(preview.nextTransition).toBeNull();
    }
  });

  it("warns that H is not yet that of the job (X5)", () => {
    const schedule = cronSchedule("H H * * *");
    const from = at("2026-01-01T00:00:00Z");
    const without = previewOccurrences(schedule, { from, count: 1 });
    expect(without.warnings.map((warning) => warning.code)).toEqual(["hash_without_job"]);
    const withJob = previewOccurrences(schedule, { from, count: 1, jobId: "some job" });
    expect(withJob.warnings).toEqual([]);
    expect(withJob.occurrences).not.toEqual(without.occurrences);
  });

  it("gives a thousand occurrences of an interval", () => {
    const schedule = intervalSchedule("15m", "2026-01-01T00:00:00.000Z");
    const { occurrences } = previewOccurrences(schedule, { from: 0, count: 1_000 });
    expect(occurrences).toHaveLength(1_000);
    expect(occurrences[0]?.at).toBe("1970-01-01T00:15:00.000Z");
  });
});
