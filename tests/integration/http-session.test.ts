import { crc32 } from "node:zlib";
import { sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { issueStartToken } from "../../lib/services/setup/issue-start-token.ts";
import { ADMIN, createTestApi } from "../support/api.ts";
import { createTestClock } from "../support/clock.ts";
import { createTestDatabase } from "../support/database.ts";

const database = await createTestDatabase();
const clock = await createTestClock(database, "2026-05-04T10:00:00.000Z");
const { call, login, member, platform } = await createTestApi(database);

/** The same public part, a secret that is not its own, and a checksum that fits. */
function withOtherSecret(text: string): string {
  const body = text.slice(0, -9).replace(/_[0-9a-f]{48}$/, `_${"0".repeat(48)}`);
  return `${body}_${crc32(body).toString(16).padStart(8, "0")}`;
}

const me = (token: string) => call("GET", "/api/v1/me", { token });

describe("accounts", () => {
  it("are made by registering, each with a project of its own", async () => {
    const body = { email: "Ada@example.com", password: "a long password", name: "Ada" };
    const made = await call("POST", "/api/v1/auth/register", { body });
    expect(made.status).toBe(201);
    expect(made.body).toEqual({
      id: expect.any(String),
      email: "Ada@example.com",
      name: "Ada",
      role: "member",
      disabled: false,
      createdAt: "2026-05-04T10:00:00.000Z",
    });
    const token = await login({ email: "ada@EXAMPLE.com", password: "a long password" });
    const { body: who } = await me(token);
    expect(who).toMatchObject({ roles: ["member"], defaultProject: "ada" });
    expect(who.projects).toEqual([
      { id: expect.any(String), slug: "ada", name: "Ada", role: "owner" },
    ]);
    const again = await call("POST", "/api/v1/auth/register", {
      body: { ...body, email: "ADA@example.com" },
    });
    expect(again).toMatchObject({ status: 409, body: { code: "conflict" } });
  });

  it("need a password of 12 characters and an address", async () => {
    const body = { email: "nobody", password: "elevenchars" };
    const answer = await call("POST", "/api/v1/auth/register", { body });
    expect(answer.status).toBe(422);
    expect(answer.body.errors.map((error: { pointer: string }) => error.pointer)).toEqual([
      "/email",
      "/password",
    ]);
  });
});

describe("signing in", () => {
  it("says the same of a wrong password and an unknown person", async () => {
    const wrong = { ...ADMIN, password: "not the password" };
    const unknown = { ...ADMIN, email: "nobody@example.com" };
    const answers = [];
    for (const body of [wrong, unknown]) {
      answers.push(await call("POST", "/api/v1/auth/login", { body }));
    }
    const [left, right] = answers.map(({ status, body }) => {
      const { requestId: _requestId, ...rest } = body;
      return { status, rest };
    });
    expect(left).toEqual(right);
    expect(left?.status).toBe(401);
  });

  it("ends with logout, with idleness and with its longest life", async () => {
    const { token } = await member("barbara");
    expect((await me(token)).status).toBe(200);
    expect((await call("POST", "/api/v1/auth/logout", { token })).status).toBe(204);
    expect((await me(token)).status).toBe(401);

    const idle = await login();
    await clock.advance(24 * 3_600_000 - 1000);
    expect((await me(idle)).status).toBe(200);
    await clock.advance(24 * 3_600_000);
    expect((await me(idle)).status).toBe(401);

    const used = await login();
    for (let day = 0; day < 30; day += 1) {
      expect((await me(used)).status).toBe(200);
      await clock.advance(23.5 * 3_600_000);
    }
    expect((await me(used)).status).toBe(200);
    await clock.advance(16 * 3_600_000);
    expect((await me(used)).status).toBe(401);
  });

  it("is not stored as it is", async () => {
    const token = await login();
    const rows = await platform.db.execute(
      sql`select token_hash, users::text as person from sessions, users`,
    );
    expect(JSON.stringify(rows)).not.toContain(token);
    expect(JSON.stringify(rows)).not.toContain(ADMIN.password);
  });
});

describe("API tokens", () => {
  it("are shown once and hold their scopes only", async () => {
    const session = await login();
    const made = await call("POST", "/api/v1/tokens", {
      token: session,
      body: { name: "reader", scopes: ["jobs:read"] },
    });
    expect(made.status).toBe(201);
    expect(made.body.token).toMatch(/^pct_[0-9a-f]{16}_[0-9a-f]{48}_[0-9a-f]{8}$/);
    expect(made.headers.get("location")).toBe(`/api/v1/tokens/${made.body.id}`);
    const listed = await call("GET", "/api/v1/tokens", { token: session });
    expect(JSON.stringify(listed.body)).not.toContain(made.body.token);
    expect(listed.body.data[0]).toMatchObject({ id: made.body.id, scopes: ["jobs:read"] });

    const token = made.body.token;
    expect((await me(token)).body.scopes).toEqual(["jobs:read"]);
    const refused = await call("GET", "/api/v1/users", { token });
    expect(refused.status).toBe(403);
    expect(refused.body).toMatchObject({ code: "forbidden", missingScopes: ["admin"] });
  });

  it("cannot be made by a token beyond its own scopes", async () => {
    const session = await login();
    const body = { name: "narrow", scopes: ["admin", "jobs:read"] };
    const { body: narrow } = await call("POST", "/api/v1/tokens", { token: session, body });
    const wider = await call("POST", "/api/v1/tokens", {
      token: narrow.token,
      body: { name: "wider", scopes: ["admin", "runs:write"] },
    });
    expect(wider).toMatchObject({ status: 403, body: { missingScopes: ["runs:write"] } });
  });

  it.each([
    ["a wrong checksum", (text: string) => `${text.slice(0, -1)}${text.endsWith("0") ? "1" : "0"}`],
    ["another secret and its checksum", withOtherSecret],
    ["nonsense", () => "pct_x"],
    ["an unknown session", () => "pcs_unknown"],
  ])("do not work with %s", async (_what, alter) => {
    const token = await login();
    const body = { name: "altered", scopes: ["jobs:read"] };
    const made = await call("POST", "/api/v1/tokens", { token, body });
    const answer = await me(alter(made.body.token));
    expect(answer).toMatchObject({ status: 401, body: { code: "unauthenticated" } });
    expect(answer.headers.get("www-authenticate")).toBe("Bearer");
  });

  it("end by revocation and by expiry", async () => {
    const token = await login();
    const expiresAt = new Date((await clock.now()).getTime() + 60_000).toISOString();
    const body = { name: "short", scopes: ["jobs:read"], expiresAt };
    const short = await call("POST", "/api/v1/tokens", { token, body });
    const long = await call("POST", "/api/v1/tokens", {
      token,
      body: { name: "long", scopes: ["jobs:read"] },
    });
    expect((await me(short.body.token)).status).toBe(200);
    await clock.advance(60_000);
    expect((await me(short.body.token)).status).toBe(401);
    expect((await call("DELETE", `/api/v1/tokens/${long.body.id}`, { token })).status).toBe(204);
    expect((await me(long.body.token)).status).toBe(401);
    expect((await call("DELETE", `/api/v1/tokens/${long.body.id}`, { token })).status).toBe(404);
    const past = await call("POST", "/api/v1/tokens", { token, body });
    expect(past.body.errors).toEqual([
      { pointer: "/expiresAt", message: "must lie in the future" },
    ]);
  });

  it("of the start are kept while they work, and replaced once they do not", async () => {
    const { authSecret } = platform.config;
    const first = await issueStartToken(platform, { kept: null, authSecret });
    const second = await issueStartToken(platform, { kept: first, authSecret });
    expect(second).toBe(first);
    await call("POST", "/api/v1/auth/logout", { token: first ?? "" });
    const third = await issueStartToken(platform, { kept: first, authSecret });
    expect(third).not.toBe(first);
    expect((await me(third ?? "")).status).toBe(200);
  });
});

describe("people", () => {
  it("who are disabled lose sessions and tokens at once", async () => {
    const admin = await login();
    const { id, token } = await member("hedy");
    const body = { name: "hers", scopes: ["jobs:read"] };
    const made = await call("POST", "/api/v1/tokens", { token, body });
    const disabled = await call("PATCH", `/api/v1/users/${id}`, {
      token: admin,
      body: { disabled: true },
    });
    expect(disabled).toMatchObject({ status: 200, body: { disabled: true } });
    expect((await me(token)).status).toBe(401);
    expect((await me(made.body.token)).status).toBe(401);
    const account = { email: "hedy@example.com", password: "password of hedy" };
    expect((await call("POST", "/api/v1/auth/login", { body: account })).status).toBe(401);
    await call("PATCH", `/api/v1/users/${id}`, { token: admin, body: { disabled: false } });
    expect((await me(token)).status).toBe(401);
    expect((await me(made.body.token)).status).toBe(401);
    expect((await me(await login(account))).status).toBe(200);
  });

  it("are administered by administrators only, of whom one always stays", async () => {
    const { token, id } = await member("emmy");
    for (const [method, path, body] of [
      ["GET", "/api/v1/users", undefined],
      ["POST", "/api/v1/users", { email: "x@example.com", password: "a long password" }],
      ["PATCH", `/api/v1/users/${id}`, { role: "admin" }],
      ["POST", "/api/v1/projects", { slug: "mine" }],
    ] as const) {
      expect((await call(method, path, { token, body })).status).toBe(403);
    }
    const admin = await login();
    const self = (await me(admin)).body.id;
    const last = await call("PATCH", `/api/v1/users/${self}`, {
      token: admin,
      body: { role: "member" },
    });
    expect(last).toMatchObject({ status: 409, body: { code: "conflict" } });
  });

  it("leave their changes, sign-ins and refusals in the audit, without secrets", async () => {
    const rows = await platform.db.execute<{ action: string; text: string }>(
      sql`select action, audit::text as text from audit`,
    );
    const actions = new Set(rows.map((row) => row.action));
    for (const action of [
      "user.registered",
      "user.updated",
      "session.started",
      "session.refused",
      "token.created",
      "token.revoked",
    ]) {
      expect(actions).toContain(action);
    }
    expect(JSON.stringify(rows)).not.toMatch(/password of|pct_[0-9a-f]{16}_|pcs_/);
  });
});
