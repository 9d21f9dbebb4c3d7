import { cpuUsage } from "node:process";
import { describe, expect, it } from "vitest";
import { readCalendar } from "../../domain/ical/read-calendar.ts";
import { importCalendar } from "./import.ts";

const NOW = Date.UTC(2026, 10, 20);
const DATE = "DTSTART;VALUE=DATE:20260101";

function file(count: number, lines: (at: number) => string): string {
  const events = Array.from(
    { length: count },
    (_, at) => `BEGIN:VEVENT\n${lines(at)}\nEND:VEVENT\n`,
  );
  return `BEGIN:VCALENDAR\n${events.join("")}END:VCALENDAR\n`;
}

const everyMonday = Array.from({ length: 53 }, (_, at) => `${at + 1}MO`).join(",");

describe("reading a file", () => {
  it.each([
    [
      "of rules that fit no day",
      file(400, () => `${DATE}\nRRULE:FREQ=YEARLY;BYDAY=${everyMonday};BYSETPOS=300`),
    ],
    ["of very many events", file(5000, (at) => `DTSTART;VALUE=DATE:20${10 + (at % 80)}0101`)],
    ["of one long line", `BEGIN:VCALENDAR\nX-A:${"b".repeat(999_000)}`],
    ["of one line in very many parts", `BEGIN:VCALENDAR\nX-A:b${"\n y".repeat(99_000)}`],
    ["of quotes", `BEGIN:VCALENDAR\nX-WR-CALNAME${';"'.repeat(400_000)}`],
    ["of empty lines", "\n".repeat(999_999)],
    [
      "of exceptions",
      file(
        1,
        () => `${DATE}\nEXDATE:${"20260101,".repeat(9000)}20260101\nRRULE:FREQ=DAILY;INTERVAL=2`,
      ),
    ],
  ])("%s takes no long step", (_, text) => {
    const reading = readCalendar(text, Math.floor(NOW / 86_400_000));
    let longest = 0;
    for (let done: boolean | undefined = false; done !== true; ) {
      const before = cpuUsage().user;
      done = reading.next().done;
      longest = Math.max(longest, cpuUsage().user - before);
    }
    // Microseconds; a process that has not warmed up yet takes some times longer than the 50 ms of one that has.
    expect(longest).toBeLessThan(200_000);
  });

  it("lets others have their turn in between", async () => {
    let turns = 0;
    const beat = setInterval(() => {
      turns += 1;
    }, 1);
    const text = file(300, () => `${DATE}\nRRULE:FREQ=YEARLY;BYDAY=${everyMonday};BYSETPOS=300`);
    await importCalendar(text, NOW).finally(() => clearInterval(beat));
    expect(turns).toBeGreaterThan(3);
  });
});
