import { describe, expect, it } from "vitest";
import type { SimulationView } from "../../lib/contracts/simulation.ts";
import { outlookLines, rangeText } from "./outlook-words.ts";

const NONE = { run: 30, skipped: 0, held: 0, cancelsPrevious: 0 };
const QUIET: SimulationView = {
  description: "",
  from: "2026-03-10T08:00:00.000Z",
  to: "2026-04-09T08:00:00.000Z",
  slots: [],
  counts: { slots: 30, fires: 30, calendar: 0, window: 0, dstGap: 0, predicted: null },
  warnings: [],
  nextTransition: null,
  durations: null,
  difference: null,
  truncated: false,
};
const texts = (view: Partial<SimulationView>) =>
  outlookLines({ ...QUIET, ...view }).map(({ text }) => text);
const slot = {
  at: "2026-03-29T01:00:00.000Z",
  local: "2026-03-29T03:00:00",
  offset: "+02:00",
  notes: [],
  decision: "run" as const,
  reason: null,
  rule: null,
};

describe("outlookLines", () => {
  it("says no more than there is to say", () => {
    expect(texts({})).toEqual(["30 runs."]);
    expect(texts({ counts: { ...QUIET.counts, slots: 0, fires: 0 } })).toEqual(["No runs."]);
  });

  it("names what calendars take out", () => {
    const calendar = { calendar: "holidays", entry: 0, name: "Good Friday" };
    const counts = { ...QUIET.counts, fires: 29, calendar: 1 };
    expect(texts({ counts, slots: [{ ...slot, calendar }] })).toEqual([
      "29 runs.",
      "1 moment excluded by calendars: Good Friday.",
    ]);
  });

  it("tells of overlaps as runs usually go, else of those that slow ones would meet", () => {
    const durations = { runs: 9, p50Ms: 90_000, p95Ms: 240_000, meanMs: 100_000 };
    const predicted = { slots: 30, until: null, typical: NONE, slow: { ...NONE, skipped: 12 } };
    expect(texts({ durations, counts: { ...QUIET.counts, predicted } })[1]).toBe(
      "Overlaps, if runs are slow: 12 skipped of 30 when runs take 4m.",
    );
    const typical = { ...NONE, held: 3 };
    const often = { ...QUIET.counts, predicted: { ...predicted, typical } };
    expect(texts({ durations, counts: often })[1]).toBe(
      "Overlaps, as runs usually go: 3 held back of 30 when runs take 1m 30s.",
    );
  });

  it("tells the next change of the clock, and what it touches", () => {
    const nextTransition = {
      at: "2026-03-29T01:00:00.000Z",
      offsetBefore: "+01:00",
      offsetAfter: "+02:00",
    };
    const change = "The clocks change on Sun, 29 Mar 2026, +01:00 to +02:00";
    expect(texts({ nextTransition })[1]).toBe(`${change}.`);
    const slots = [{ ...slot, notes: ["dst_gap" as const] }];
    expect(texts({ nextTransition, slots })[1]).toBe(`${change}: 1 run touched.`);
  });
});

it("names the range by its length", () => {
  expect(rangeText(QUIET)).toBe("30 days");
  expect(rangeText({ ...QUIET, to: "2026-03-10T20:00:00.000Z" })).toBe("12 hours");
});
