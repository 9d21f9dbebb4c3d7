import { describe, expect, it } from "vitest";
import { rowsOf, sqlTag as sql } from "../../db/sql.ts";
import { createTestClock } from "../support/clock.ts";
import { createTestDatabase } from "../support/database.ts";
import { startRest } from "../support/rest.ts";

const database = await createTestDatabase();
const clock = await createTestClock(database, "2026-03-02T08:00:00Z");
const api = await startRest(database);

async function makeProject(slug: string): Promise<string> {
  await api.call("POST /projects", { body: { slug } });
  return slug;
}

async function makeJob(project: string, name: string, schedule: object) {
  const answer = await api.call("POST /jobs", {
    body: {
      project,
      name,
      template: "http-request",
      params: { method: "GET", url: "https://internal.example/?key=do-not-tell" },
      schedule: { kind: "cron", ...schedule },
    },
  });
  expect(answer.body).toMatchObject({ version: 1 });
  return answer.body;
}

async function makeFeed(body: object) {
  const made = await api.call("POST /feeds", { body: { name: "Feed", ...body } });
  expect(made.status).toBe(201);
  return made.body;
}

const read = (token: string, headers = {}) =>
  api.call(`GET /feeds/${token}.ics`, { token: null, headers });
const starts = (text: string) => [...text.matchAll(/^DTSTART:(\S+)\r$/gm)].map(([, at]) => at);
const unfolded = (text: string) => text.replaceAll("\r\n ", "");

describe("feeds", () => {
  it("show what a job will fire in 90 days to whoever has the address, and nothing of its parameters", async () => {
    const project = await makeProject("one-job");
    const job = await makeJob(project, "Report, nightly; EU", { expression: "0 2 1 * *" });
    await makeJob(project, "Another", { expression: "0 3 1 * *" });
    const feed = await makeFeed({ project, job: job.key, name: "Reports" });
    expect(feed).toMatchObject({ project, job: { id: job.id, key: job.key } });
    expect(feed.url).toBe(`http://punctual.test/api/v1/feeds/${feed.token}.ics`);
    expect(feed.token).toMatch(/^[\w-]{43}$/);
    const shown = await read(feed.token);
    expect(shown.status).toBe(200);
    expect(shown.headers.get("content-type")).toBe("text/calendar; charset=utf-8");
    expect(shown.headers.get("cache-control")).toBe("private, max-age=300");
    expect(starts(shown.body)).toEqual(["20260401T020000Z", "20260501T020000Z"]);
    expect(unfolded(shown.body)).toContain("SUMMARY:Report\\, nightly\\; EU\r\n");
    expect(unfolded(shown.body)).toContain("X-WR-CALNAME:Reports\r\n");
    expect(shown.body).not.toMatch(/do-not-tell|internal/);
    for (const line of shown.body.split("\r\n"))
      expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
  });

  it("say by ETag that nothing changed", async () => {
    const project = await makeProject("etag");
    const job = await makeJob(project, "Weekly", { expression: "0 2 * * MON" });
    const { token } = await makeFeed({ project });
    const etag = (await read(token)).headers.get("etag") ?? "";
    await clock.advance(60_000);
    const same = await read(token, { "if-none-match": `W/"x", ${etag}` });
    expect([same.status, same.body]).toEqual([304, ""]);
    await api.call(`PATCH /jobs/${job.id}`, { body: { name: "Renamed" } });
    expect((await read(token, { "if-none-match": etag })).status).toBe(200);
  });

  it("of a project show its jobs in order, and leave room beside one that fires all the time", async () => {
    const project = await makeProject("many");
    const busy = await makeJob(project, "Busy", { expression: "* * * * *" });
    await makeJob(project, "Monthly", { expression: "0 0 1 * *" });
    const calendar = { project, name: "Closed", entries: [{ kind: "date", date: "2026-04-01" }] };
    await api.call("POST /calendars", { body: calendar });
    await makeJob(project, "Other", { expression: "30 0 1 * *", calendars: ["closed"] });
    const { token } = await makeFeed({ project });
    const { body } = await read(token);
    const all = starts(body);
    expect(all).toEqual(all.toSorted());
    expect(all).toHaveLength(203);
    expect(all.slice(-3)).toEqual(["20260401T000000Z", "20260501T000000Z", "20260501T003000Z"]);
    expect(unfolded(body)).toContain("X-WR-CALDESC:Only the next 200 are shown of Busy.");
    const own = await makeFeed({ project, job: busy.id });
    expect(starts((await read(own.token)).body)).toHaveLength(1000);
  });

  it("show nothing of paused jobs and say so, and end with their job", async () => {
    const project = await makeProject("paused");
    const job = await makeJob(project, "Stopped", { expression: "0 2 * * MON" });
    const { token } = await makeFeed({ project, job: job.id });
    await api.call(`POST /jobs/${job.id}/pause`, { body: {} });
    const { body } = await read(token);
    expect(starts(body)).toEqual([]);
    expect(unfolded(body)).toContain(
      "X-WR-CALDESC:The job is paused: nothing fires until it is resumed.",
    );
    await api.call(`POST /jobs/${job.id}/resume`, { body: {} });
    await api.call(`POST /projects/${project}/pause`, { body: {} });
    const whole = (await read(token)).body;
    expect(starts(whole)).toEqual([]);
    expect(unfolded(whole)).toContain("X-WR-CALDESC:The project is paused");
    await api.call(`POST /projects/${project}/resume`, { body: {} });
    expect(starts((await read(token)).body)).not.toEqual([]);
    await api.call(`DELETE /jobs/${job.id}`);
    expect((await read(token)).status).toBe(404);
    expect((await api.call(`GET /feeds?project=${project}`)).body.data).toEqual([]);
  });

  it("are listed without their address, which is kept nowhere, and ended at once", async () => {
    const project = await makeProject("listed");
    const made = await makeFeed({ project });
    const listed = await api.call(`GET /feeds?project=${project}`);
    expect(listed.body.data).toEqual([
      {
        id: made.id,
        project,
        name: "Feed",
        job: null,
        createdBy: made.createdBy,
        createdAt: made.createdAt,
      },
    ]);
    const kept = await rowsOf<{ text: string }>(
      api.platform.db,
      sql`select to_jsonb(f)::text as text from calendar_feeds f
        union all select to_jsonb(a)::text from audit a`,
    );
    expect(kept.filter(({ text }) => text.includes(made.token))).toEqual([]);
    expect((await api.call(`DELETE /feeds/${made.id}`)).status).toBe(204);
    expect((await read(made.token)).status).toBe(404);
    expect((await api.call(`DELETE /feeds/${made.id}`)).status).toBe(404);
  });

  it("answer 404 to any other token, and to foreign projects", async () => {
    for (const token of ["x", "A".repeat(43), `${"A".repeat(42)}%00`])
      expect((await read(token)).status).toBe(404);
    const project = await makeProject("own");
    const made = await makeFeed({ project });
    await makeProject("foreign");
    const limited = await api.call("POST /tokens", {
      body: { name: "f", scopes: ["jobs:read", "jobs:write"], project: "foreign" },
    });
    const { token } = limited.body;
    expect((await api.call(`DELETE /feeds/${made.id}`, { token })).status).toBe(404);
    const foreign = await makeJob(project, "Foreign", { expression: "0 0 * * *" });
    const body = { name: "Feed", job: foreign.id };
    const refused = await api.call("POST /feeds", { token, body });
    expect([refused.status, refused.body.errors?.[0]?.pointer]).toEqual([422, "/job"]);
    const reader = await api.tokenWith(["jobs:read"]);
    expect((await api.call("POST /feeds", { token: reader, body: { name: "F" } })).status).toBe(
      403,
    );
    expect((await api.call("GET /feeds", { token: null })).status).toBe(401);
  });
});
