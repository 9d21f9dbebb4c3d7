import { describe, expect, it } from "vitest";
import { type ScheduleDraft, START, scheduleDraft, scheduleInput } from "./schedule-draft.ts";

const BASE: ScheduleDraft = { ...START, timeZone: "Europe/Berlin" };

describe("scheduleInput", () => {
  it("leaves out what equals the default", () => {
    expect(scheduleInput({ ...BASE, kind: "cron" })).toEqual({
      kind: "cron",
      expression: "0 2 * * *",
      timeZone: "Europe/Berlin",
    });
  });

  it("writes a one-off in the zone's own clock", () => {
    const draft = { ...BASE, kind: "once", onceMode: "at", at: "2026-12-24T18:00" } as const;
    expect(scheduleInput(draft)).toEqual({
      kind: "once",
      at: "24-12-2026 18:00:00",
      timeZone: "Europe/Berlin",
    });
  });
});

describe("scheduleDraft", () => {
  it.each([
    {
      kind: "cron",
      expression: "*/5 * * * *",
      timeZone: "Asia/Tokyo",
      dst: { gap: "skip", fold: "both" },
    },
    { kind: "cron", expression: "0 2 * * *", timeZone: "UTC", jitterSeconds: 5 },
    { kind: "interval", every: "2s", anchor: "2026-01-01T00:00:00.000Z" },
    { kind: "interval", every: "1mo", timeZone: "Asia/Tokyo", dst: { gap: "skip", fold: "both" } },
    { kind: "once", in: "4d" },
    { kind: "once", at: "24-12-2026 18:00:00", timeZone: "Europe/Berlin" },
    { kind: "manual" },
  ] as const)("comes back as it went in: %o", (schedule) => {
    expect(scheduleInput(scheduleDraft(schedule, BASE))).toEqual(schedule);
  });

  it("shows a stored moment on the clock of its zone", () => {
    const stored = {
      kind: "once",
      at: "2026-12-24T17:00:00.000Z",
      timeZone: "Europe/Berlin",
    } as const;
    expect(scheduleDraft(stored, BASE).at).toBe("2026-12-24T18:00:00");
  });

  it("does not let an interval's zone overrule the fields of a cron schedule", () => {
    const interval = { kind: "interval", every: "1d", timeZone: "Asia/Tokyo" } as const;
    const draft = { ...scheduleDraft(interval, BASE), kind: "cron", timeZone: "UTC" } as const;
    expect(scheduleInput(draft)).toMatchObject({ kind: "cron", timeZone: "UTC" });
  });

  it("keeps what other kinds hold", () => {
    expect(scheduleDraft({ kind: "manual" }, BASE).expression).toBe(BASE.expression);
  });
});
