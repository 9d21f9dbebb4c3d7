import { describe, expect, it } from "vitest";
import { registerWorker } from "../../db/queries/workers.ts";
import { ENDPOINTS } from "../../lib/contracts/endpoints/all.ts";
import { newId } from "../../lib/platform/ids.ts";
import { setPlatform } from "../../lib/services/runtime.ts";
import { ensureFirstRun } from "../../lib/services/setup/ensure-first-run.ts";
import { ADMIN, createTestApi, routeFiles } from "../support/api.ts";
import { createTestClock } from "../support/clock.ts";
import { createTestDatabase } from "../support/database.ts";

const database = await createTestDatabase();
const clock = await createTestClock(database, "2026-05-04T10:00:00.000Z");
const { call, login, member, platform } = await createTestApi(database, {
  METRICS_TOKEN: "scrape",
});
const worker = { id: newId(), name: "w1", version: "1", pools: ["default"], slots: 10 };

describe("health", () => {
  it("is ready once a worker is alive, and no longer when it falls silent", async () => {
    const before = await call("GET", "/api/health/ready");
    expect(before.status).toBe(503);
    expect(before.body.checks).toMatchObject({
      database: { ok: true },
      migrations: { ok: true },
      worker: { ok: false },
    });
    await registerWorker(platform.db, worker);
    const after = await call("GET", "/api/health/ready");
    expect(after).toMatchObject({ status: 200, body: { status: "ok" } });
    await clock.advance(61_000);
    expect((await call("GET", "/api/health/ready")).status).toBe(503);
  });

  it("lives without a database, and everything else says that it is unavailable", async () => {
    const refused = Object.assign(new Error("down"), { code: "ECONNREFUSED" });
    const down = new Proxy(platform.db, {
      get: () => () => {
        throw refused;
      },
    });
    setPlatform({ ...platform, db: down });
    try {
      expect((await call("GET", "/api/health/live")).status).toBe(200);
      const ready = await call("GET", "/api/health/ready");
      expect(ready).toMatchObject({ status: 503, body: { checks: { database: { ok: false } } } });
      const me = await call("GET", "/api/v1/me", { token: "pcs_x" });
      expect(me).toMatchObject({ status: 503, body: { code: "unavailable" } });
      expect(me.headers.get("retry-after")).toBe("1");
    } finally {
      setPlatform(platform);
    }
  });

  it("hides the inside of an unexpected failure", async () => {
    const broken = new Proxy(platform.db, {
      get: () => () => {
        throw new TypeError("secret detail at /srv/file.ts");
      },
    });
    setPlatform({ ...platform, db: broken });
    try {
      const me = await call("GET", "/api/v1/me", { token: "pcs_x" });
      expect(me.status).toBe(500);
      expect(JSON.stringify(me.body)).not.toContain("secret detail");
      expect(me.body.requestId).toBe(me.headers.get("x-request-id"));
    } finally {
      setPlatform(platform);
    }
  });
});

describe("workers", () => {
  it("are seen by all, and drained by administrators", async () => {
    const admin = await login();
    const { token } = await member("mary");
    const listed = await call("GET", "/api/v1/workers", { token });
    expect(listed.body.data).toMatchObject([{ id: worker.id, name: "w1", status: "gone" }]);
    const path = `/api/v1/workers/${worker.id}`;
    const body = { draining: true };
    expect((await call("PATCH", path, { token, body })).status).toBe(403);
    const drained = await call("PATCH", path, { token: admin, body });
    expect(drained).toMatchObject({ status: 200, body: { draining: true } });
    const unknown = await call("PATCH", `/api/v1/workers/${newId()}`, { token: admin, body });
    expect(unknown.status).toBe(404);
  });
});

describe("metrics", () => {
  it("are for METRICS_TOKEN and administrators", async () => {
    const scraped = await call("GET", "/api/metrics", { token: "scrape" });
    expect(scraped.status).toBe(200);
    expect(scraped.headers.get("content-type")).toMatch(/^text\/plain; version=0.0.4/);
    for (const name of [
      "punctual_jobs_due 0",
      "punctual_planner_lag_seconds 0",
      'punctual_runs{status="pending"} 0',
      "punctual_run_oldest_wait_seconds 0",
      "punctual_workers 0",
      'punctual_runs_finished_total{status="completed"} 0',
      "punctual_web_process_cpu_seconds_total",
    ]) {
      expect(scraped.body).toContain(name);
    }
    expect((await call("GET", "/api/metrics", { token: await login() })).status).toBe(200);
    const { token } = await member("ann");
    expect((await call("GET", "/api/metrics", { token })).status).toBe(403);
    expect((await call("GET", "/api/metrics")).status).toBe(401);
    expect((await call("GET", "/api/metrics", { token: "scrapes" })).status).toBe(401);
  });
});

describe("the first run", () => {
  it("done again, by many at once, changes nothing", async () => {
    const admin = await login();
    const read = async () => [
      (await call("GET", "/api/v1/users", { token: admin })).body,
      (await call("GET", "/api/v1/projects", { token: admin })).body,
    ];
    const before = await read();
    const other = { email: "second@example.com", password: "another password" };
    const runs = [ADMIN, other, ADMIN].map((account) =>
      ensureFirstRun(platform, { admin: account }),
    );
    for (const made of await Promise.all(runs)) expect(made.madeAdministrator).toBeNull();
    expect(await read()).toEqual(before);
  });
});

describe("the OpenAPI document", () => {
  it("describes exactly the calls the routes answer", async () => {
    const { status, body } = await call("GET", "/api/v1/openapi.json");
    expect(status).toBe(200);
    expect(body.openapi).toBe("3.1.0");
    const described = Object.entries<object>(body.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const declared = ENDPOINTS.map(({ method, path }) => `${method} ${path}`);
    expect(described.sort()).toEqual(declared.sort());
    expect(new Set(ENDPOINTS.map(({ id }) => id)).size).toBe(ENDPOINTS.length);
    expect([...new Set(ENDPOINTS.map(({ path }) => path))].sort()).toEqual(
      routeFiles()
        .map(({ path }) => path)
        .sort(),
    );
  });

  it("is obeyed by the routes: each declared method is answered, no other", async () => {
    for (const { path } of routeFiles()) {
      const options = await call("OPTIONS", path.replaceAll(/\{\w+\}/g, "x"));
      const answered = (options.headers.get("allow") ?? "")
        .split(", ")
        .filter((method) => !["HEAD", "OPTIONS"].includes(method));
      const declared = ENDPOINTS.filter((endpoint) => endpoint.path === path);
      expect(answered.sort()).toEqual(declared.map(({ method }) => method).sort());
    }
  });

  it("lets nobody in who is not signed in, but where it says so", async () => {
    for (const { method, path, access } of ENDPOINTS) {
      if (access === "public") continue;
      const answer = await call(method, path.replaceAll(/\{\w+\}/g, newId()));
      expect([method, path, answer.status]).toEqual([method, path, 401]);
    }
  });
});
