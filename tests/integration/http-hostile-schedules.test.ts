import { describe, expect, it } from "vitest";
import { createTestApi } from "../support/api.ts";
import { createTestClock } from "../support/clock.ts";
import { createTestDatabase } from "../support/database.ts";
import { HEAVY } from "../time/hostile.ts";

const database = await createTestDatabase();
await createTestClock(database, "2026-11-20T10:00:00.000Z");
const { call, login } = await createTestApi(database);
const token = await login();

const template = {
  slug: "ping",
  name: "Ping",
  executor: "http",
  parameters: { type: "object", additionalProperties: false },
  config: { method: "POST", url: "https://ping.example/" },
};
await call("POST", "/api/v1/templates", { token, body: template });

type Problem = { readonly pointer: string; readonly message: string };

async function problemsOf(path: string, schedule: object): Promise<readonly Problem[]> {
  const job = { name: "Ping", template: "ping", params: {} };
  const body = path === "/api/v1/jobs" ? { ...job, schedule } : { schedule };
  const answer = await call("POST", path, { token, body });
  expect(answer).toMatchObject({ status: 422, body: { code: "invalid" } });
  return answer.body.errors;
}

describe.each(["/api/v1/schedules/preview", "/api/v1/jobs"])("POST %s refuses", (path) => {
  it.each([
    ["1,000 characters", { expression: "0,".repeat(500) }, "position 501"],
    ["1,000 spaces", { expression: " ".repeat(1_000) }, "position 501"],
    ["a huge number", { expression: `${"9".repeat(480)} * * * *` }, "position 1 in field minute"],
    ["a huge step", { expression: `0 */${"9".repeat(480)} * * *` }, "position 5 in field hour"],
    ["a step of 0", { expression: "*/0 * * * *" }, "position 3 in field minute"],
    [
      "a fault deep in a list",
      { expression: `0 0 * * ${"MON,".repeat(122)}X` },
      "position 497 in field day of week",
    ],
    ["eight fields", { expression: "* * * * * * * *" }, "position 15"],
    ["four fields", { expression: "* * * *" }, "position 8"],
    ["30 February", { expression: "0 0 30 2 *" }, "position 5 in field day of month"],
    ["31 April", { expression: "0 0 31 4 *" }, "position 5 in field day of month"],
    [
      "29 February of years without it",
      { expression: "0 0 0 29 2 ? 2097-2103" },
      "position 14 in field year",
    ],
  ])("%s, with field and position", async (_, schedule, where) => {
    const problems = await problemsOf(path, { kind: "cron", ...schedule });
    expect(problems).toEqual([
      { pointer: "/schedule/expression", message: expect.stringContaining(where) },
    ]);
  });
});

it("a time no clock shows any more is refused for a job", async () => {
  const berlin = { timeZone: "Europe/Berlin", dst: { gap: "skip" } };
  const schedule = { kind: "cron", expression: "0 30 2 ? 3 SUNL", ...berlin };
  expect(await problemsOf("/api/v1/jobs", schedule)).toEqual([
    {
      pointer: "/schedule/expression",
      message: expect.stringContaining("at position 6 in field hour"),
    },
  ]);
});

it("a year in the past is refused for a job, which will not see it, but can be looked at", async () => {
  const schedule = { kind: "cron", expression: "0 0 0 1 1 * 2020" };
  expect(await problemsOf("/api/v1/jobs", schedule)).toEqual([
    {
      pointer: "/schedule/expression",
      message: expect.stringContaining("It never fires again: none of its years"),
    },
  ]);
  const body = { schedule, from: "2019-01-01T00:00:00.000Z" };
  const answer = await call("POST", "/api/v1/schedules/preview", { token, body });
  expect(answer.body.occurrences).toMatchObject([{ at: "2020-01-01T00:00:00.000Z" }]);
});

it.each(HEAVY)("a thousand occurrences of %s come, or all there are", async (expression) => {
  const schedule = { kind: "cron", expression, timeZone: "Europe/Berlin" };
  const body = { schedule, count: 1_000, from: "2026-01-01T00:00:00.000Z" };
  const answer = await call("POST", "/api/v1/schedules/preview", { token, body });
  expect(answer.status).toBe(200);
  const instants: string[] = answer.body.occurrences.map(({ at }: { at: string }) => at);
  expect(instants.length).toBeGreaterThan(0);
  expect(instants.length).toBeLessThanOrEqual(1_000);
  expect([...new Set(instants)].sort()).toEqual(instants);
});
