import { describe, expect, it } from "vitest";
import { jobCreate } from "./job.ts";
import { parseInput } from "./parse.ts";
import { scheduleInput } from "./schedule.ts";

function problems(input: unknown, prefix = ""): string[] {
  const parsed = parseInput(jobCreate, input, prefix);
  return parsed.ok ? [] : parsed.problems.map(({ pointer, message }) => `${pointer} ${message}`);
}

describe("parseInput", () => {
  it("tells every problem of a job at once, each at its pointer", () => {
    const input = {
      name: " ",
      bogus: 1,
      template: "http-request",
      schedule: { kind: "once", x: 1 },
      policies: { retry: { maxAttempts: "3" }, overlap: "never" },
      params: [],
      tags: ["a", 7],
      key: "Not A Key",
    };
    expect(problems(input).sort()).toEqual([
      "/bogus is not a field of this call",
      "/key must be lower-case letters, digits and hyphens, at most 100, and not begin with a hyphen",
      "/name must not be empty",
      "/params must be an object, at most 20 levels deep",
      "/policies/overlap must be allow, skip, queue_one, queue_all, cancel_previous",
      "/policies/retry/maxAttempts must be a number",
      "/schedule needs either at (a moment) or in (a delay such as 2m)",
      "/schedule/x is not a field of this call",
      "/tags/1 must be a string",
    ]);
  });

  it("names what is missing, and the kinds there are", () => {
    expect(problems({ name: "x", schedule: { kind: "sometimes" } })).toEqual([
      "/template is required",
      "/schedule/kind must be one of cron, interval, once, manual",
    ]);
  });

  it("puts problems below the prefix, and escapes names", () => {
    expect(problems({ "a/b": "\0" }, "/query")).toContain(
      "/query/a~1b holds a NUL character or half of a surrogate pair, which cannot be stored",
    );
  });

  it("gives what the schema makes of it", () => {
    const body = { name: " Report ", template: "t", schedule: { kind: "manual" } };
    expect(parseInput(jobCreate, body)).toEqual({ ok: true, value: { ...body, name: "Report" } });
  });
});

it("takes every schedule of the API's examples", () => {
  const examples = [
    {
      kind: "cron",
      expression: "0 2 * * MON-FRI",
      timeZone: "Europe/Berlin",
      dst: { gap: "next", fold: "first" },
      startAt: null,
      endAt: null,
      jitterSeconds: 0,
      calendars: [],
    },
    { kind: "interval", every: "15m", anchor: "2026-01-01T00:00:00Z" },
    { kind: "once", at: "2026-12-24T18:00:00+01:00" },
    { kind: "once", at: "24-12-2026 18:00:00", timeZone: "Europe/Berlin" },
    { kind: "once", in: "2m" },
    { kind: "manual" },
  ];
  for (const example of examples)
    expect(parseInput(scheduleInput, example)).toMatchObject({ ok: true });
});
