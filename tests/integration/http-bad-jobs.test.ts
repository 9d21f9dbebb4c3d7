import { sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { newId } from "../../lib/platform/ids.ts";
import { createTestApi } from "../support/api.ts";
import { createTestClock } from "../support/clock.ts";
import { createTestDatabase } from "../support/database.ts";

const database = await createTestDatabase();
await createTestClock(database, "2026-05-04T10:00:00.000Z");
const { call, login, platform } = await createTestApi(database);
const token = await login();

const template = {
  slug: "report",
  name: "Report",
  executor: "http",
  parameters: {
    type: "object",
    required: ["region"],
    properties: {
      region: { type: "string", enum: ["eu", "us"] },
      limit: { type: "integer", minimum: 1 },
    },
    additionalProperties: false,
  },
  config: { method: "POST", url: "https://reports.example/{{ params.region }}" },
};
const made = await call("POST", "/api/v1/templates", { token, body: template });
const good = {
  name: "EU report",
  template: "report",
  params: { region: "eu" },
  schedule: { kind: "cron", expression: "0 2 * * *" },
};

/** Everything that a refused call must leave as it was. */
async function stored(): Promise<string> {
  const rows = await platform.db.execute(sql`
    select (select count(*) from jobs) as jobs, (select count(*) from job_versions) as versions,
      (select count(*) from runs) as runs, (select count(*) from events) as events,
      (select count(*) from templates) as templates`);
  return JSON.stringify(rows);
}

const scheduled = (schedule: object) => ({ ...good, schedule });

it("has a template to begin with", () => {
  expect(made).toMatchObject({ status: 201, body: { slug: "report", version: 1 } });
});

describe("a job is not made", () => {
  it.each([
    [
      "an expression with hour 24",
      scheduled({ kind: "cron", expression: "0 24 * * *" }),
      "/schedule/expression",
    ],
    [
      "an expression that never fires",
      scheduled({ kind: "cron", expression: "0 0 31 2 *" }),
      "/schedule/expression",
    ],
    [
      "an unknown zone",
      scheduled({ kind: "cron", expression: "0 2 * * *", timeZone: "Mars/Olympus" }),
      "/schedule/timeZone",
    ],
    [
      "a bare offset as zone",
      scheduled({ kind: "cron", expression: "0 2 * * *", timeZone: "+02:00" }),
      "/schedule/timeZone",
    ],
    [
      "a moment that has passed",
      scheduled({ kind: "once", at: "2026-05-04T09:59:59Z" }),
      "/schedule/at",
    ],
    ["a duration that is none", scheduled({ kind: "interval", every: "often" }), "/schedule/every"],
    ["a delay that is none", scheduled({ kind: "once", in: "soon" }), "/schedule/in"],
    ["a kind that is none", scheduled({ kind: "sometimes" }), "/schedule/kind"],
    ["an unknown field", { ...good, nextFireAt: "2026-05-05T00:00:00Z" }, "/nextFireAt"],
    [
      "an unknown field of the schedule",
      scheduled({ ...good.schedule, cron: "x" }),
      "/schedule/cron",
    ],
    ["a wrong type", { ...good, priority: "high" }, "/priority"],
    ["a missing parameter", { ...good, params: {} }, "/params/region"],
    ["a parameter outside its choices", { ...good, params: { region: "asia" } }, "/params/region"],
    [
      "a parameter of another type",
      { ...good, params: { region: "eu", limit: "7" } },
      "/params/limit",
    ],
    ["an unknown parameter", { ...good, params: { region: "eu", color: 1 } }, "/params/color"],
    ["an unknown template", { ...good, template: "nowhere" }, "/template"],
    [
      "a policy out of its limits",
      { ...good, policies: { retry: { maxAttempts: 0 } } },
      "/policies/retry/maxAttempts",
    ],
    ["a NUL character", { ...good, description: "a\0b" }, "/description"],
    ["a NUL character in a parameter", { ...good, params: { region: "eu\0" } }, "/params/region"],
  ])("with %s", async (_what, body, pointer) => {
    const before = await stored();
    const answer = await call("POST", "/api/v1/jobs", { token, body });
    expect(answer).toMatchObject({ status: 422, body: { code: "invalid" } });
    const pointers = answer.body.errors.map((error: { pointer: string }) => error.pointer);
    expect(pointers).toContain(pointer);
    expect(await stored()).toBe(before);
  });

  it("and every problem is told at once, of shape and of meaning", async () => {
    const body = {
      ...good,
      bogus: 1,
      schedule: { kind: "cron", expression: "0 24 * * *", timeZone: "Nowhere" },
      policies: { timeoutSeconds: -1 },
    };
    const answer = await call("POST", "/api/v1/jobs?more=1", { token, body });
    const pointers = answer.body.errors.map((error: { pointer: string }) => error.pointer);
    expect(pointers.sort()).toEqual([
      "/bogus",
      "/policies/timeoutSeconds",
      "/query/more",
      "/schedule/expression",
      "/schedule/timeZone",
    ]);
  });

  it("with a body of 1 MB, or by nobody", async () => {
    const before = await stored();
    const body = { ...good, description: "x".repeat(1_000_000) };
    const large = await call("POST", "/api/v1/jobs", { token, body });
    expect(large).toMatchObject({ status: 413, body: { code: "too_large" } });
    const nobody = await call("POST", "/api/v1/jobs", { body: good });
    expect(nobody).toMatchObject({ status: 401, body: { code: "unauthenticated" } });
    expect(await stored()).toBe(before);
  });
});

describe("an id that does not exist", () => {
  it.each([
    ["GET", "/api/v1/jobs/", ""],
    ["PATCH", "/api/v1/jobs/", ""],
    ["DELETE", "/api/v1/jobs/", ""],
    ["POST", "/api/v1/jobs/", "/pause"],
    ["POST", "/api/v1/jobs/", "/resume"],
    ["POST", "/api/v1/jobs/", "/runs"],
    ["GET", "/api/v1/runs/", ""],
    ["GET", "/api/v1/runs/", "/logs"],
    ["POST", "/api/v1/runs/", "/cancel"],
    ["POST", "/api/v1/runs/", "/rerun"],
    ["GET", "/api/v1/templates/", ""],
    ["PATCH", "/api/v1/templates/", ""],
    ["DELETE", "/api/v1/templates/", ""],
  ])("is 404 to %s %s{id}%s", async (method, base, rest) => {
    for (const id of [newId(), newId().toUpperCase(), "no-such-thing", "a.b"]) {
      const sent = method === "GET" ? {} : { body: {} };
      const answer = await call(method, `${base}${id}${rest}`, { token, ...sent });
      expect(answer).toMatchObject({ status: 404, body: { code: "not_found" } });
    }
  });
});

describe("If-Match", () => {
  it("is the version of the definition, on jobs and on templates", async () => {
    const job = await call("POST", "/api/v1/jobs", { token, body: good });
    for (const [path, answer] of [
      [`/api/v1/jobs/${job.body.id}`, job],
      ["/api/v1/templates/report", made],
    ] as const) {
      const first = answer.headers.get("etag") ?? "";
      expect(first).toBe('"1"');
      const patch = (match: string, name: string) =>
        call("PATCH", path, { token, body: { name }, headers: { "if-match": match } });
      const changed = await patch(first, "Second name");
      expect(changed.status).toBe(200);
      expect(changed.headers.get("etag")).toBe('"2"');
      const stale = await patch(first, "Third name");
      expect(stale).toMatchObject({ status: 412, body: { code: "stale" } });
      expect(await patch('"nonsense"', "Third name")).toMatchObject({ status: 412 });
      const headers = { "if-match": first };
      expect((await call("DELETE", path, { token, headers })).status).toBe(412);
      const read = await call("GET", path, { token });
      expect(read.headers.get("etag")).toBe('"2"');
      expect(read.body.name).toBe("Second name");
    }
  });
});
