import { describe, expect, it } from "vitest";
import { normalizeSchedule } from "./normalize.ts";
import { at } from "./testing/schedules.ts";
import type { CronInput } from "./types.ts";

const NOW = at("2026-11-20T10:00:00Z");

function problems(expression: string, rest: Partial<CronInput> = {}): string[] {
  const input = { kind: "cron", expression, ...rest } as const;
  const result = normalizeSchedule(input, { now: NOW, setting: true });
  return result.ok ? [] : result.problems.map(({ pointer, message }) => `${pointer}: ${message}`);
}

const NEW_YORK = { timeZone: "America/New_York", dst: { gap: "skip" } } as const;

describe("S6: an expression that fires nothing is refused with field and position", () => {
  it.each([
    [
      "0 0 30 2 *",
      "It never fires: no month it names has such a day, at position 5 in field day of month.",
    ],
    [
      "0 0 31 4 *",
      "It never fires: no month it names has such a day, at position 5 in field day of month.",
    ],
    [
      " 0  0 31W APR,JUN ?",
      "It never fires: no month it names has such a day, at position 7 in field day of month.",
    ],
    [
      "0 0 L-29 2 *",
      "It never fires: no month it names has such a day, at position 5 in field day of month.",
    ],
    [
      "0 0 0 1 1 * 2020",
      "It never fires again: none of its years has such a date still to come, at position 13 in field year.",
    ],
    [
      "0 0 0 1 1-11 ? 2026",
      "It never fires again: none of its years has such a date still to come, at position 16 in field year.",
    ],
    [
      "0 0 0 29 2 ? 2101",
      "It never fires: none of its years has such a date still to come, at position 14 in field year.",
    ],
    [
      "0 0 0 30 2 MON#5 2027",
      "It never fires: none of its years has such a date still to come, at position 18 in field year.",
    ],
    [
      "0 0 0 30 2 ? 2020",
      "It never fires: no month it names has such a day, at position 7 in field day of month.",
    ],
  ])("%s", (expression, message) => {
    expect(problems(expression)).toEqual([`/schedule/expression: ${message}`]);
  });

  it("also where gap policy skip takes out every time it names", () => {
    expect(problems("0 30 2 ? 3 SUN#2", NEW_YORK)).toEqual([
      "/schedule/expression: It never fires again: the clocks of its zone leave its time out on every date it names, at position 6 in field hour.",
    ]);
  });

  it.each([
    "0 0 29 2 MON#5",
    "0 0 30 2 MON#5",
    "0 0 0 30 2 MON#5 2044",
    "0 0 0 29 2 ? 2196",
    "0 0 31 4 SUN",
  ])("%s is taken: it fires, however rarely", (expression) => {
    expect(problems(expression)).toEqual([]);
  });
});
