import { expect, it } from "vitest";
import { jobWhyView, runWhyView } from "../../lib/contracts/why.ts";
import { newId } from "../../lib/platform/ids.ts";
import { createTestApi } from "../support/api.ts";
import { runCli } from "../support/cli.ts";
import { createTestDatabase } from "../support/database.ts";

const database = await createTestDatabase();
const { answer, call, login } = await createTestApi(database);
const token = await login();
await call("POST", "/api/v1/projects", { token, body: { slug: "apollo" } });

const made = await call("POST", "/api/v1/jobs", {
  token,
  body: {
    name: "Nightly",
    key: "nightly",
    template: "http-request",
    params: { method: "GET", url: "http://127.0.0.1:9/" },
    schedule: { kind: "cron", expression: "30 2 * * *", timeZone: "Europe/Berlin" },
  },
});
const job = `/api/v1/jobs/${made.body.id}/why`;
const opened = await call("POST", `/api/v1/jobs/${made.body.id}/runs`, { token });
const run = `/api/v1/runs/${opened.body.id}/why`;
const AT = "at=2199-04-02T02:30";

async function tokenFor(body: { scopes: string[]; project?: string }): Promise<string> {
  const answer = await call("POST", "/api/v1/tokens", { token, body: { name: "t", ...body } });
  expect(answer.status).toBe(201);
  return answer.body.token;
}

it("answers in the shapes its contract declares", async () => {
  const ofRun = await call("GET", run, { token });
  expect(ofRun.status).toBe(200);
  expect(runWhyView.parse(ofRun.body)).toEqual(ofRun.body);
  expect(ofRun.body).toMatchObject({ runId: opened.body.id, status: "pending", code: "no_worker" });

  const ofJob = await call("GET", `${job}?${AT}`, { token });
  expect(ofJob.status).toBe(200);
  expect(jobWhyView.parse(ofJob.body)).toEqual(ofJob.body);
  expect(ofJob.body).toMatchObject({
    jobId: made.body.id,
    at: "2199-04-02T00:30:00.000Z",
    code: "will_run",
    run: null,
    timeZone: "Europe/Berlin",
    nearest: { before: { at: "2199-04-01T00:30:00.000Z" }, after: { run: null } },
  });
  const byKey = await call("GET", `/api/v1/jobs/nightly/why?${AT}`, { token });
  expect(byKey.body).toEqual(ofJob.body);
});

it.each([
  ["", "is required"],
  ["at=tomorrow", "must be an instant such as"],
  ["at=2026-02-30T02:00", "must be an instant such as"],
  ["at=2026-02-28T24:00", "must be an instant such as"],
  ["at=1969-12-31T23:59:59Z", "must be an instant such as"],
  ["at=2200-01-01T00:00", "must be an instant such as"],
])("refuses %j as no moment", async (query, message) => {
  const answer = await call("GET", `${job}?${query}`, { token });
  expect(answer).toMatchObject({ status: 422, body: { code: "invalid" } });
  expect(answer.body.errors).toMatchObject([{ pointer: "/query/at" }]);
  expect(answer.body.errors[0].message).toContain(message);
});

it.each([
  "2026-03-29T02:30",
  "2026-03-29T02:30:15",
  "2026-03-29T02:30:15Z",
  "2026-03-29T02:30:15.250%2B02:00",
  "1970-01-01T00:00",
  "2199-12-31T23:59:59.999Z",
])("takes %s as a moment", async (at) => {
  expect((await call("GET", `${job}?at=${at}`, { token })).status).toBe(200);
});

it("needs runs:read, and does not tell of other projects", async () => {
  const reader = await tokenFor({ scopes: ["runs:read"] });
  const other = await tokenFor({ scopes: ["jobs:read"] });
  const stranger = await tokenFor({ scopes: ["runs:read"], project: "apollo" });
  for (const path of [run, `${job}?${AT}`]) {
    expect((await call("GET", path, { token: reader })).status).toBe(200);
    const refused = await call("GET", path, { token: other });
    expect(refused).toMatchObject({ status: 403, body: { missingScopes: ["runs:read"] } });
    expect((await call("GET", path, { token: stranger })).status).toBe(404);
  }
  const elsewhere = await call("GET", `${job}?${AT}&project=apollo`, { token });
  expect(elsewhere.status).toBe(404);
  for (const path of [`/api/v1/runs/${newId()}/why`, `/api/v1/jobs/${newId()}/why?${AT}`])
    expect((await call("GET", path, { token })).status).toBe(404);
});

it("answers by a deleted job's id that it was deleted, and by its key no more", async () => {
  const body = { ...made.body, key: "doomed" };
  const { name, key, template, params, schedule } = body;
  const doomed = await call("POST", "/api/v1/jobs", {
    token,
    body: { name, key, template, params, schedule },
  });
  await call("DELETE", `/api/v1/jobs/${doomed.body.id}`, { token });
  const answer = await call("GET", `/api/v1/jobs/${doomed.body.id}/why?${AT}`, { token });
  expect(answer).toMatchObject({ status: 200, body: { code: "job_deleted" } });
  expect((await call("GET", `/api/v1/jobs/doomed/why?${AT}`, { token })).status).toBe(404);
});

it("is asked on the command line in the same words", async () => {
  const cli = (...line: readonly string[]) =>
    runCli(line, {
      fetch: (url, init) => answer(new Request(url, init)),
      env: { PUNCTUAL_TOKEN: token },
    });
  const { body } = await call("GET", run, { token });
  const ofRun = await cli("why", opened.body.id);
  expect(ofRun).toMatchObject({ code: 0, err: "" });
  expect(ofRun.out).toContain(body.summary);
  expect(ofRun.out).toContain("no_worker");

  const ofJob = await cli("why", "--job", "nightly", "--at", "2199-03-31T02:30");
  expect(ofJob.out).toMatch(/^02:30 does not exist on 31 March 2199 in Europe\/Berlin/);
  expect(ofJob.out).toMatch(/Slot after +in \d+d \(2199-04-01 02:30:00\+02:00\)/);
  const json = await cli("why", opened.body.id, "--json");
  expect(JSON.parse(json.out)).toMatchObject({ code: "no_worker" });

  for (const line of [[], ["--job", "nightly"], ["--at", "2199-03-31T02:30"], ["x", "--job", "y"]])
    expect(await cli("why", ...line)).toMatchObject({ code: 2, out: "" });
});
