import { readFileSync } from "node:fs";
import { CronExpressionParser } from "cron-parser";
import { Cron } from "croner";
import { describe, expect, it } from "vitest";
import { at, cron, utc } from "./testing/schedules.ts";

/** The tables of known disagreements in docs/time.md: every row is what the three really answer. */
const page = readFileSync(new URL("../../../docs/time.md", import.meta.url), "utf8");
const rows = page
  .split("\n")
  .filter((line) => line.startsWith("| `"))
  .map((line) => line.slice(2, -2).split(" | "));

const END = Date.UTC(2200, 0, 1);

/** The first `count` instants of a library, in the words of the page. */
function answer(ask: () => number[]): string {
  try {
    const instants = ask();
    return instants.length === 0 ? "none" : instants.map(written).join(" ");
  } catch {
    return "refused";
  }
}

/** `2026-03-29T01:00Z`, with seconds only where there are any. */
function written(instant: number): string {
  return utc(instant).replace(/:00Z$/, "Z");
}

describe("docs/time.md", () => {
  it("has the tables", () => {
    expect(rows.length).toBeGreaterThan(30);
    expect(rows.filter((row) => row.length !== 7)).toEqual([]);
  });

  it.each(rows)("%s in %s after %s", { timeout: 60_000 }, (quoted, zone, after, ...cells) => {
    const expression = (quoted ?? "").slice(1, -1);
    const [ours = "", ofCroner = "", ofParser = ""] = cells;
    const from = at(after ?? "");
    const longest = [ours, ofCroner, ofParser].map((cell) => cell.split(" ").length);
    const count = Math.max(...longest);
    const asWritten = (cell: string): string => (cell === "same" ? ours : cell);

    expect(
      answer(() =>
        cron(expression, zone)
          .between(from + 1, END, count)
          .map((s) => s.at),
      ),
    ).toBe(ours);
    expect(
      answer(() => {
        const runs = new Cron(expression, { timezone: zone ?? "" }).nextRuns(count, new Date(from));
        return runs.map((date) => date.getTime());
      }),
    ).toBe(asWritten(ofCroner));
    expect(
      answer(() => {
        const options = { tz: zone ?? "", currentDate: new Date(from), hashSeed: "x" };
        return CronExpressionParser.parse(expression, options)
          .take(count)
          .map((date) => date.getTime());
      }),
    ).toBe(asWritten(ofParser));
    expect([ofCroner, ofParser].some((cell) => cell !== "same")).toBe(true);
  });
});
