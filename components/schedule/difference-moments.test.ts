import { expect, it } from "vitest";
import type { DifferenceView } from "../../lib/contracts/simulation.ts";
import { changedMoments } from "./difference-moments.ts";

const moment = (day: number) => ({
  at: `2026-03-${String(day).padStart(2, "0")}T02:00:00.000Z`,
  local: "",
  offset: "",
  notes: [],
});
const counts = { slots: 0, fires: 0, calendar: 0, window: 0, dstGap: 0, predicted: null };
const DIFFERENCE: DifferenceView = {
  added: 2,
  removed: 2,
  moved: 1,
  unchanged: 0,
  appear: [moment(2), moment(9)],
  vanish: [moment(1), moment(8)],
  move: [{ from: moment(5), to: moment(6) }],
  summary: "",
  before: counts,
};
const told = (difference: DifferenceView) =>
  changedMoments(difference).map(({ kind, moment: { at } }) => `${kind} ${at.slice(8, 10)}`);

it("puts the changes in order of time", () => {
  const all = ["removed 01", "added 02", "moved 05", "removed 08", "added 09"];
  expect(told(DIFFERENCE)).toEqual(all);
});

it("goes no further than the list that is cut short", () => {
  const cut = { ...DIFFERENCE, removed: 40, vanish: [moment(1), moment(4)] };
  expect(told(cut)).toEqual(["removed 01", "added 02", "removed 04"]);
});
