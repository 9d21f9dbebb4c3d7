import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { sealSession, sessionCookie } from "../../lib/auth/cookie.ts";
import { endSessionAddress } from "../../lib/auth/oidc/end-session.ts";
import { actorOfSession } from "../../lib/auth/principal.ts";
import { newId } from "../../lib/platform/ids.ts";
import { freePort } from "../../scripts/ports.ts";
import { ADMIN, createTestApi } from "../support/api.ts";
import { createTestDatabase } from "../support/database.ts";
import { idClaims, startFalseProvider } from "../support/false-provider.ts";
import { openBrowser } from "../support/oidc-browser.ts";

const database = await createTestDatabase();
const provider = await startFalseProvider();
const api = await createTestApi(database, {
  NEXTAUTH_URL: "http://punctual.test",
  LOCAL_SIGN_IN: "off",
  OIDC_ISSUER: provider.issuer,
  OIDC_CLIENT_ID: "punctual",
  OIDC_REGISTRATION: "closed",
  OIDC_AUDIENCE: "punctual-api",
  OIDC_LOGOUT: "true",
  OIDC_PROVIDERS: "gone,misnamed",
  OIDC_GONE_ISSUER: `http://127.0.0.1:${await freePort("127.0.0.1")}`,
  OIDC_GONE_CLIENT_ID: "punctual",
  OIDC_MISNAMED_ISSUER: `${provider.issuer}/`,
  OIDC_MISNAMED_CLIENT_ID: "punctual",
});
const { call, platform } = api;
const WHO = { sub: "ada", email: "ada@example.com", email_verified: true, name: "Ada" };

beforeEach(() => {
  provider.userinfo = WHO;
});

const connect = (subject: string) =>
  platform.db.execute(sql`
    insert into identities (issuer, subject, user_id, kind, label)
    select ${provider.issuer}, ${subject}, id, 'person', email from users where email = ${ADMIN.email}`);

describe("without passwords", () => {
  it("nobody signs in with one, on no way there is", async () => {
    expect((await call("POST", "/api/v1/auth/login", { body: ADMIN })).status).toBe(403);
    const body = { email: "new@example.com", password: "a long password" };
    expect((await call("POST", "/api/v1/auth/register", { body })).status).toBe(403);
    const browser = openBrowser(api);
    const offered = (await browser.call("GET", "/api/auth/providers")).body as object;
    expect(Object.keys(offered)).toEqual(["oidc", "gone", "misnamed"]);
    const { csrfToken } = (await browser.call("GET", "/api/auth/csrf")).body as {
      csrfToken: string;
    };
    await browser.call("POST", "/api/auth/callback/credentials", { ...ADMIN, csrfToken });
    expect(await browser.whoAmI()).toBeNull();
  });
});

describe("where accounts are not made at sign-in", () => {
  it("only connected identities come in, as the account they belong to", async () => {
    const browser = openBrowser(api);
    expect((await browser.signIn("oidc")).search).toBe("?error=registration_closed");
    expect(await browser.whoAmI()).toBeNull();
    await connect("ada");
    await browser.signIn("oidc");
    expect(await browser.whoAmI()).toMatchObject({ email: ADMIN.email });
  });

  it("programs nobody knows are refused", async () => {
    const { iat, exp, iss } = idClaims(provider.issuer, { nonce: "", clientId: "" });
    const claims = { iat, exp, iss, sub: "robot", client_id: "robot", aud: "punctual-api" };
    const token = await provider.sign({ ...claims, scope: "jobs:read" });
    const answer = await call("GET", "/api/v1/me", { token });
    expect(answer).toMatchObject({ status: 401 });
    expect(answer.body.detail).toMatch(/no account/);
  });
});

describe("a provider", () => {
  it.each(["gone", "misnamed"])("that is %s is said to be so, at once", async (id) => {
    const browser = openBrowser(api);
    const sent = await browser.begin(id);
    expect(sent.pathname).toBe("/api/auth/error");
    expect(sent.searchParams.get("error")).toBe("OAuthSignin");
  });

  it("where somebody signs out too is told where to send them back", async () => {
    await connect("lin");
    provider.userinfo = { ...WHO, sub: "lin" };
    provider.idToken = (asked) =>
      provider.sign({ ...idClaims(provider.issuer, asked), sub: "lin" });
    const browser = openBrowser(api);
    await browser.signIn("oidc");
    const [row] = await platform.db.execute(
      sql`select id, provider from sessions order by created_at desc, id desc limit 1`,
    );
    const actor = await actorOfSession(platform, { id: String(row?.["id"]) }, "cookie");
    if (actor === null) throw new Error("nobody is signed in");
    const ctx = { ...platform, actor, requestId: newId(), address: null };
    expect(await endSessionAddress(ctx)).toBe(
      `${provider.issuer}/end?client_id=punctual&post_logout_redirect_uri=${encodeURIComponent("http://punctual.test/sign-in")}`,
    );
  });
});

it("a sign-out that another page asks for is none", async () => {
  const browser = openBrowser(api);
  const id = newId();
  await platform.db.execute(sql`
    insert into sessions (id, user_id, expires_at)
    select ${id}::uuid, id, punctual_now() + interval '1 hour' from users limit 1`);
  const { config } = platform;
  browser.cookies.set(sessionCookie(config).name, await sealSession(config, id));
  await browser.call("POST", "/api/auth/signout", { csrfToken: "forged" });
  expect(await browser.whoAmI()).not.toBeNull();
});

it("what of next-auth is not in use does not exist", async () => {
  for (const path of ["_log", "session", "verify-request"]) {
    expect((await call("POST", `/api/auth/${path}`, { body: { level: "error" } })).status).toBe(
      404,
    );
  }
  const broken = await call("POST", "/api/auth/signout", { raw: "{" });
  expect(broken.status).toBe(400);
  const large = await call("POST", "/api/auth/signout", { raw: `{"a":"${"x".repeat(70_000)}"}` });
  expect(large.status).toBe(413);
});
