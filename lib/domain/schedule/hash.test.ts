import { describe, expect, it } from "vitest";
import { jitterMs, NO_JOB, spreadHash } from "./hash.ts";
import { cron, slotsAfter } from "./testing/schedules.ts";

describe("the spreading hash (X5)", () => {
  // FNV-1a-32 of "" is its offset basis, of "a" e40c292c; fmix32 of those by MurmurHash3's own finalizer.
  it.each([
    ["", fmix(0x811c9dc5n)],
    ["a", fmix(0xe40c292cn)],
    ["foobar", fmix(0xbf9cf968n)],
  ])("is fmix32 over FNV-1a-32 for %j", (text, hash) => {
    expect(spreadHash(text)).toBe(hash);
  });

  it("spreads minute and hour apart: 20,000 jobs reach all 1,440 pairs", () => {
    const pairs = new Set<number>();
    for (let i = 0; i < 20_000; i++) {
      const id = `0190a000-0000-7000-8000-${String(i).padStart(12, "0")}`;
      pairs.add((spreadHash(`${id}|hour`) % 24) * 60 + (spreadHash(`${id}|minute`) % 60));
    }
    expect(pairs.size).toBe(1_440);
  });

  it("puts H where min + h mod span says", () => {
    const h = (field: string) => spreadHash(`${NO_JOB}|${field}`);
    const hour = String(h("hour") % 24).padStart(2, "0");
    const minute = String(h("minute") % 60).padStart(2, "0");
    expect(slotsAfter(cron("H H * * *"), "2026-01-01T00:00:00Z", 1)).toEqual([
      `2026-01-01T${hour}:${minute}:00Z`,
    ]);
    const later = String(9 + (h("hour") % 9)).padStart(2, "0");
    expect(slotsAfter(cron("0 H(9-17) * * *"), "2026-01-01T00:00:00Z", 1)).toEqual([
      `2026-01-01T${later}:00:00Z`,
    ]);
    const first = h("minute") % 20;
    expect(
      slotsAfter(cron("H/20 0 * * *"), "2025-12-31T23:59:00Z", 3).map((slot) => slot.slice(14, 16)),
    ).toEqual([first, first + 20, first + 40].map((m) => String(m).padStart(2, "0")));
  });
});

describe("jitter (J1)", () => {
  const slot = Date.UTC(2026, 0, 1);

  it("is the hash of job and slot, the same every time, never more than asked for", () => {
    const hash = spreadHash("jitter|job|2026-01-01T00:00:00.000Z");
    expect(jitterMs("job", slot, 30)).toBe(hash % 30_001);
    const all = Array.from({ length: 3_000 }, (_, i) => jitterMs(`job ${i}`, slot, 0.01));
    expect(Math.min(...all)).toBe(0);
    expect(Math.max(...all)).toBe(10);
  });

  it("is nothing without jitter", () => {
    expect(jitterMs("job", slot, 0)).toBe(0);
  });
});

function fmix(seed: bigint): number {
  const mask = 0xffffffffn;
  let h = seed;
  h ^= h >> 16n;
  h = (h * 0x85ebca6bn) & mask;
  h ^= h >> 13n;
  h = (h * 0xc2b2ae35n) & mask;
  h ^= h >> 16n;
  return Number(h);
}
