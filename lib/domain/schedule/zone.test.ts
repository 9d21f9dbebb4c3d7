import { describe, expect, it } from "vitest";
import { RESTLESS } from "./testing/cases.ts";
import { at, utc } from "./testing/schedules.ts";
import { nextTransition, type ZoneSpan, zoneOf } from "./zone.ts";

type Change = { at: number; before: number; after: number };

function changesByEngine(id: string, from: number, to: number): Change[] {
  const zone = zoneOf(id);
  const changes: Change[] = [];
  let change = nextTransition(zone, from, to);
  while (change) {
    changes.push(change);
    change = nextTransition(zone, change.at, to);
  }
  return changes;
}

function changesByTemporal(id: string, from: number, to: number): Change[] {
  const changes: Change[] = [];
  let time = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(id);
  for (;;) {
    const next = time.getTimeZoneTransition("next");
    if (!next || next.epochMilliseconds > to) return changes;
    const before = time.offsetNanoseconds / 1e6;
    const after = next.offsetNanoseconds / 1e6;
    if (before !== after) changes.push({ at: next.epochMilliseconds, before, after });
    time = next;
  }
}

describe("the clock changes of a zone (Z1, Z5)", { timeout: 60_000 }, () => {
  it("are those of Temporal for zones with a past, to the last slot there can be", () => {
    for (const id of RESTLESS) {
      const [from, to] = [0, Date.UTC(2200, 0, 1)];
      expect(changesByEngine(id, from, to), id).toEqual(changesByTemporal(id, from, to));
    }
  });

  it("are those of Temporal for every zone there is, from now on for years", () => {
    for (const id of Intl.supportedValuesOf("timeZone")) {
      const [from, to] = [Date.UTC(2024, 0, 1), Date.UTC(2031, 0, 1)];
      expect(changesByEngine(id, from, to), id).toEqual(changesByTemporal(id, from, to));
    }
  });

  it("repeat after 400 years, to the end of what can be written", () => {
    const spans = [
      [2085, 2115],
      [2490, 2512],
      [2895, 2905],
      [8096, 8104],
      [9990, 9999],
    ] as const;
    for (const id of RESTLESS) {
      for (const [first, last] of spans) {
        const [from, to] = [Date.UTC(first, 0, 1), Date.UTC(last, 11, 31)];
        expect(changesByEngine(id, from, to), id).toEqual(changesByTemporal(id, from, to));
      }
    }
  });

  it("meet without a hole, and none is within a day of a border of the table", () => {
    for (const id of RESTLESS) {
      const zone = zoneOf(id);
      let span: ZoneSpan = zone.spanAt(0);
      while (span.until < Date.UTC(2510, 0, 1)) {
        const next = zone.spanAt(span.until);
        expect(next.from).toBe(span.until);
        if (span.after !== span.offset) expect(next.before).toBe(span.offset);
        expect(next.offset).toBe(span.after);
        expect(span.until - span.from).toBeGreaterThan(25 * 3_600_000);
        span = next;
      }
    }
  });

  it.each([
    ["Australia/Lord_Howe", "2026-10-03T15:30:00Z", 10.5, 11],
    ["Europe/Dublin", "2026-03-29T01:00:00Z", 0, 1],
    ["America/Santiago", "2026-09-06T04:00:00Z", -4, -3],
    ["Africa/Cairo", "2026-04-23T22:00:00Z", 2, 3],
    ["Pacific/Apia", "2011-12-30T10:00:00Z", -10, 14],
    ["Africa/Monrovia", "1972-01-07T00:44:30Z", -(44 * 60 + 30) / 3_600, 0],
  ])("%s changes at %s", (id, instant, before, after) => {
    const change = nextTransition(zoneOf(id), at(instant) - 1_000, at(instant));
    expect(change).toEqual({
      at: at(instant),
      before: before * 3_600_000,
      after: after * 3_600_000,
    });
  });

  it("leave out changes of rules that move no clock: Vancouver stays at -07:00 from 2026-11 on", () => {
    const zone = zoneOf("America/Vancouver");
    expect(nextTransition(zone, at("2026-06-01T00:00:00Z"), at("2040-01-01T00:00:00Z"))).toBeNull();
    expect(zone.spanAt(at("2027-01-01T00:00:00Z")).offset).toBe(-7 * 3_600_000);
    expect(
      utc(
        changesByEngine(
          "America/Vancouver",
          at("2026-01-01T00:00:00Z"),
          at("2030-01-01T00:00:00Z"),
        )[0]?.at ?? 0,
      ),
    ).toBe("2026-03-08T10:00:00Z");
  });

  it("refuses names Intl does not know", () => {
    expect(() => zoneOf("Mars/Olympus")).toThrow(RangeError);
  });
});
