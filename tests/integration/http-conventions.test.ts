import { sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { sealSession, sessionCookie } from "../../lib/auth/cookie.ts";
import { newId } from "../../lib/platform/ids.ts";
import { loginBrowser } from "../../lib/services/session/sign-in.ts";
import { ADMIN, createTestApi } from "../support/api.ts";
import { createTestDatabase } from "../support/database.ts";

const database = await createTestDatabase();
const { call, login, member, platform } = await createTestApi(database);
const admin = await login();

/** Everything a refused call must leave as it was. */
async function stored(): Promise<string> {
  const rows = await platform.db.execute(sql`
    select (select count(*) from users) as users, (select count(*) from api_tokens) as tokens,
      (select count(*) from projects) as projects, (select count(*) from project_members) as members`);
  return JSON.stringify(rows);
}

describe("what cannot be accepted", () => {
  const good = { name: "x", scopes: ["jobs:read"] };
  it.each([
    ["no JSON", { raw: "{" }, 400, "malformed", undefined],
    ["a raw NUL byte", { raw: '{"name":"a\0b"}' }, 400, "malformed", undefined],
    ["a text instead of an object", { raw: '"x"' }, 422, "invalid", [""]],
    ["a list instead of an object", { raw: "[]" }, 422, "invalid", [""]],
    ["an escaped NUL", { body: { ...good, name: "a\0b" } }, 422, "invalid", ["/name"]],
    [
      "half a surrogate pair",
      { raw: '{"name":"\\ud800","scopes":["jobs:read"]}' },
      422,
      "invalid",
      ["/name"],
    ],
    ["an unknown field", { body: { ...good, secretHash: "x" } }, 422, "invalid", ["/secretHash"]],
    ["a wrong type", { body: { ...good, name: 7 } }, 422, "invalid", ["/name"]],
    ["an empty body", {}, 422, "invalid", ["/name", "/scopes"]],
    ["an unknown scope", { body: { ...good, scopes: ["root"] } }, 422, "invalid", ["/scopes/0"]],
    [
      "a moment without an offset",
      { body: { ...good, expiresAt: "2030-01-01T00:00:00" } },
      422,
      "invalid",
      ["/expiresAt"],
    ],
    ["a field with a slash", { body: { ...good, "a/b~c": 1 } }, 422, "invalid", ["/a~1b~0c"]],
    [
      "__proto__",
      { raw: '{"name":"x","scopes":["jobs:read"],"__proto__":{"a":1}}' },
      422,
      "invalid",
      ["/__proto__"],
    ],
    [
      "many problems",
      { body: { name: "", scopes: [], project: "!", more: 1 } },
      422,
      "invalid",
      ["/name", "/scopes", "/project", "/more"],
    ],
    [
      "a body of 1 MB",
      { raw: JSON.stringify({ ...good, name: "x".repeat(1e6) }) },
      413,
      "too_large",
      undefined,
    ],
    [
      "another content type",
      { raw: "name=x", headers: { "content-type": "application/x-www-form-urlencoded" } },
      415,
      "malformed",
      undefined,
    ],
    [
      "nesting of 10,000 levels",
      { raw: `{"name":${"[".repeat(10_000)}${"]".repeat(10_000)}}` },
      422,
      "invalid",
      [""],
    ],
  ] as const)("is %s", async (_what, sent, status, code, pointers) => {
    const before = await stored();
    const answer = await call("POST", "/api/v1/tokens", { token: admin, ...sent });
    expect(answer.status).toBe(status);
    expect(answer.headers.get("content-type")).toMatch(/^application\/problem\+json/);
    expect(answer.body).toMatchObject({
      code,
      status,
      requestId: answer.headers.get("x-request-id"),
    });
    const seen = answer.body.errors?.map((error: { pointer: string }) => error.pointer);
    expect(seen).toEqual(pointers);
    for (const error of answer.body.errors ?? []) expect(error.message).toMatch(/^[a-z]/);
    expect(await stored()).toBe(before);
  });

  it.each([
    ["?limit=0", ["/query/limit"]],
    ["?limit=201", ["/query/limit"]],
    ["?limit=ten", ["/query/limit"]],
    ["?limit=1&limit=2", ["/query/limit"]],
    ["?bogus=1&limit=x", ["/query/limit", "/query/bogus"]],
    ["?cursor=nonsense", ["/query/cursor"]],
    ["?q=%00", ["/query/q"]],
  ])("is the query %s", async (query, pointers) => {
    const answer = await call("GET", `/api/v1/users${query}`, { token: admin });
    expect(answer).toMatchObject({ status: 422, body: { code: "invalid" } });
    expect(answer.body.errors.map((error: { pointer: string }) => error.pointer)).toEqual(pointers);
  });

  it.each([
    `/api/v1/projects/${newId()}`,
    "/api/v1/projects/nowhere",
    "/api/v1/projects/a%00b",
    "/api/v1/projects/a%2Fb",
    "/api/v1/nowhere",
    "/api/nowhere/at/all",
  ])("is the path %s", async (path) => {
    const answer = await call("GET", path, { token: admin });
    expect(answer).toMatchObject({ status: 404, body: { code: "not_found" } });
  });

  it("is a method that does nothing there", async () => {
    const answer = await call("DELETE", "/api/v1/me", { token: admin });
    expect(answer.status).toBe(405);
    expect(answer.headers.get("allow")).toBe("GET, PATCH, HEAD, OPTIONS");
    const options = await call("OPTIONS", "/api/v1/tokens");
    expect(options.status).toBe(204);
    expect(options.headers.get("allow")).toBe("GET, POST, HEAD, OPTIONS");
    const head = await call("HEAD", "/api/v1/me", { token: admin });
    expect(head).toMatchObject({ status: 200, body: "" });
  });

  it("is nobody, before anything else is looked at", async () => {
    for (const [method, path] of [
      ["GET", "/api/v1/me"],
      ["POST", "/api/v1/tokens"],
    ] as const) {
      const raw = method === "POST" ? { raw: "{" } : {};
      const answer = await call(method, path, raw);
      expect(answer).toMatchObject({ status: 401, body: { code: "unauthenticated" } });
    }
    const basic = { authorization: "Basic YTpi" };
    expect((await call("GET", "/api/v1/me", { headers: basic })).status).toBe(401);
  });
});

describe("every answer", () => {
  it("carries the security headers and the request id", async () => {
    const answers = [
      await call("GET", "/api/health/live"),
      await call("GET", "/api/v1/me"),
      await call("GET", "/api/v1/me", { token: admin, headers: { "x-request-id": "abc-1" } }),
      await call("GET", "/api/nowhere"),
      await call("PUT", "/api/v1/me"),
    ];
    for (const { headers } of answers) {
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("cache-control")).toBe("no-store");
      expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
      expect(headers.get("referrer-policy")).toBe("no-referrer");
      expect(headers.get("x-request-id")).not.toBeNull();
    }
    expect(answers[2]?.headers.get("x-request-id")).toBe("abc-1");
    const strange = await call("GET", "/api/v1/me", { headers: { "x-request-id": "a b<script>" } });
    expect(strange.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe("Idempotency-Key", () => {
  const body = { name: "once", scopes: ["jobs:read"] };
  const headers = { "idempotency-key": "key-1" };

  it("answers the same again, and refuses another body", async () => {
    const first = await call("POST", "/api/v1/tokens", { token: admin, body, headers });
    const second = await call("POST", "/api/v1/tokens", { token: admin, body, headers });
    expect(first.status).toBe(201);
    expect(second.status).toBe(201);
    expect(second.body).toEqual(first.body);
    expect(second.headers.get("location")).toBe(first.headers.get("location"));
    expect(second.headers.get("idempotency-replayed")).toBe("true");
    const other = { ...body, name: "other" };
    const refused = await call("POST", "/api/v1/tokens", { token: admin, body: other, headers });
    expect(refused).toMatchObject({ status: 422, body: { code: "idempotency_mismatch" } });
    const rows = await platform.db.execute(
      sql`select count(*)::int as n from api_tokens where name = 'once'`,
    );
    expect(rows[0]).toEqual({ n: 1 });
  });

  it("lets one of many calls at once make something, and all see it", async () => {
    const calls = Array.from({ length: 6 }, () =>
      call("POST", "/api/v1/tokens", {
        token: admin,
        body: { ...body, name: "race" },
        headers: { "idempotency-key": "key-race" },
      }),
    );
    const answers = await Promise.all(calls);
    expect(answers.map((answer) => answer.status)).toEqual(Array(6).fill(201));
    expect(new Set(answers.map((answer) => answer.body.id)).size).toBe(1);
  });

  it("belongs to its caller, is free again after a refusal, and is not kept readable", async () => {
    const { token } = await member("lise");
    const own = await call("POST", "/api/v1/tokens", { token, body, headers });
    expect(own.headers.get("idempotency-replayed")).toBeNull();
    const key = { "idempotency-key": "key-2" };
    const wrong = { ...body, expiresAt: "2001-01-01T00:00:00Z" };
    const send = (sent: object) =>
      call("POST", "/api/v1/tokens", { token, body: sent, headers: key });
    expect((await send(wrong)).status).toBe(422);
    const made = await send(body);
    expect(made.status).toBe(201);
    const rows = await platform.db.execute(sql`select * from idempotency_keys`);
    expect(JSON.stringify(rows)).not.toContain(made.body.token);
  });
});

describe("the session cookie", async () => {
  const ctx = { ...platform, actor: { kind: "anonymous" }, requestId: "r", address: null } as const;
  const { sessionId } = await loginBrowser(ctx, ADMIN, null);
  const { name } = sessionCookie(platform.config);
  const cookie = `${name}=${await sealSession(platform.config, sessionId)}`;
  const body = { name: "by cookie", scopes: ["jobs:read"] };
  const send = (origin: Record<string, string>) =>
    call("POST", "/api/v1/tokens", { body, headers: { cookie, ...origin } });

  it("reads without an origin", async () => {
    expect((await call("GET", "/api/v1/me", { headers: { cookie } })).status).toBe(200);
  });

  it.each([
    ["none", {}],
    ["null", { origin: "null" }],
    ["foreign", { origin: "https://evil.example" }],
    ["a look-alike", { origin: "http://punctual.test.evil.example" }],
  ])("writes nothing with the origin %s", async (_what, origin) => {
    const before = await stored();
    expect(await send(origin)).toMatchObject({ status: 403, body: { code: "forbidden" } });
    expect(await stored()).toBe(before);
  });

  it("writes from our own pages", async () => {
    expect((await send({ origin: "http://punctual.test" })).status).toBe(201);
  });

  it("is nobody once altered or its session ended", async () => {
    const altered = { cookie: `${cookie.slice(0, -4)}AAAA` };
    expect((await call("GET", "/api/v1/me", { headers: altered })).status).toBe(401);
    const origin = "http://punctual.test";
    expect(
      (await call("POST", "/api/v1/auth/logout", { headers: { cookie, origin } })).status,
    ).toBe(204);
    expect((await call("GET", "/api/v1/me", { headers: { cookie } })).status).toBe(401);
  });

  it("is __Host- and secure over https", () => {
    const secure = sessionCookie({ publicUrl: "https://punctual.example" });
    expect(secure.name).toBe("__Host-punctual.session");
    expect(secure.options).toEqual({ httpOnly: true, sameSite: "lax", path: "/", secure: true });
  });
});

describe("lists", () => {
  it("page by cursor, newest first, without gaps", async () => {
    const { token } = await member("pages");
    for (let n = 0; n < 5; n += 1) {
      await call("POST", "/api/v1/tokens", {
        token,
        body: { name: `t${n}`, scopes: ["jobs:read"] },
      });
    }
    const names: string[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const query: string = cursor === "" ? "" : `&cursor=${cursor}`;
      const { body } = await call("GET", `/api/v1/tokens?limit=2${query}`, { token });
      names.push(...body.data.map((row: { name: string }) => row.name));
      cursor = body.nextCursor;
    }
    expect(names).toEqual(["t4", "t3", "t2", "t1", "t0"]);
  });
});
