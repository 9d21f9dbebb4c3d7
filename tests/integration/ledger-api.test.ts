import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { SCOPES } from "../../lib/contracts/scope.ts";
import { checkLedgers } from "../../lib/services/ledger/check.ts";
import { planDue } from "../../lib/services/runs/plan.ts";
import { createTestApi } from "../support/api.ts";
import { runCli } from "../support/cli.ts";
import { createTestClock } from "../support/clock.ts";
import { createTestDatabase } from "../support/database.ts";

const START = "2026-03-02T00:00:30Z";
const STEP = { jobs: 100, slots: 10_000 };
const database = await createTestDatabase();
const clock = await createTestClock(database, START);
const api = await createTestApi(database, { METRICS_TOKEN: "scrape" });
const { platform } = api;
const session = await api.login();
const token = await tokenWith(SCOPES);

async function tokenWith(scopes: readonly string[]): Promise<string> {
  const body = { name: "test", scopes };
  return (await api.call("POST", "/api/v1/tokens", { token: session, body })).body.token;
}

const call = (what: string, sent: Parameters<typeof api.call>[2] = {}) => {
  const [method = "", path = ""] = what.split(" ");
  return api.call(method, `/api/v1${path}`, { token, ...sent });
};

let job: { id: string; key: string };
let made = 0;

beforeEach(async () => {
  await clock.setClock(START);
  made += 1;
  const body = {
    name: `Hourly ${made}`,
    template: "http-request",
    params: { url: "http://127.0.0.1:9/" },
    schedule: { kind: "cron", expression: "0 * * * *" },
    policies: { overlap: "allow", misfire: { policy: "all" } },
  };
  job = (await call("POST /jobs", { body })).body;
  await clock.setClock("2026-03-02T05:00:00Z");
  await planDue(platform, 500);
});

const lose = () =>
  platform.db.execute(
    sql`delete from runs where job_id = ${job.id} and scheduled_for = '2026-03-02T02:00:00Z'`,
  );

describe("GET /jobs/{id}/ledger", () => {
  it("answers the account of a range, by key or id", async () => {
    const range = "from=2026-03-02T02:00:00Z&to=2026-03-02T05:00:00%2B01:00";
    expect(await call(`GET /jobs/${job.key}/ledger?${range}`)).toMatchObject({
      status: 200,
      body: {
        from: "2026-03-02T02:00:00.000Z",
        to: "2026-03-02T04:00:00.000Z",
        planned: 2,
        completed: 0,
        failed: 0,
        cancelled: 0,
        skipped: 0,
        missed: 0,
        open: 2,
        balanced: true,
        difference: 0,
        undecided: 0,
        decidedUntil: "2026-03-02T05:00:00.000Z",
        finding: null,
      },
    });
    expect((await call(`GET /jobs/${job.id}/ledger`)).body).toMatchObject({ planned: 5, open: 5 });
  });

  it("refuses what cannot be a range, unknown jobs and tokens without the scope", async () => {
    const backwards = "from=2026-03-03T00:00:00Z&to=2026-03-02T00:00:00Z";
    expect(await call(`GET /jobs/${job.id}/ledger?${backwards}`)).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: "/query/to" }] },
    });
    expect((await call(`GET /jobs/${job.id}/ledger?from=yesterday`)).status).toBe(422);
    expect((await call("GET /jobs/no-such-job/ledger")).status).toBe(404);
    const blind = await tokenWith(["runs:read"]);
    expect((await call(`GET /jobs/${job.id}/ledger`, { token: blind })).status).toBe(403);
    expect((await call("GET /projects/default/ledger", { token: blind })).status).toBe(403);
    expect((await call("GET /projects/default/ledger", { token: undefined })).status).toBe(401);
  });
});

it("a lost row is told by the job, the project, the metrics and the command line", async () => {
  const cli = (...line: string[]) =>
    runCli(["ledger", ...line], {
      env: { PUNCTUAL_TOKEN: token },
      fetch: (url, init) => api.answer(new Request(url, init)),
    });
  const metric = async () => {
    const { body } = await api.call("GET", "/api/metrics", { token: "scrape" });
    return /^punctual_ledger_imbalance (\d+)$/m.exec(String(body))?.[1];
  };
  expect((await cli(job.key)).out).toContain("planned        5 = 5 open");
  await checkLedgers(platform, STEP);
  expect(await metric()).toBe("0");

  await lose();
  await checkLedgers(platform, STEP);
  expect(await metric()).toBe("1");
  const found = { from: "2026-03-02T02:00:00.000Z", difference: 1 };
  expect((await call(`GET /jobs/${job.id}/ledger`)).body).toMatchObject({
    balanced: false,
    difference: 1,
    finding: found,
  });
  expect((await call("GET /projects/default/ledger")).body).toMatchObject({
    balanced: false,
    imbalances: [{ ...found, jobId: job.id }],
  });
  const words = await cli(job.key);
  expect(words.out).toContain("out of balance");
  expect(words.out).toContain("1 planned slot has no row");
  expect((await cli()).out).toContain(job.id);
  expect(JSON.parse((await cli(job.key, "--json")).out)).toMatchObject({ difference: 1 });
});
