import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { afterAll, describe, expect, it } from "vitest";
import { readSessionCookie, sealSession, sessionCookie } from "../../lib/auth/cookie.ts";
import { connectingCookie, sealWish } from "../../lib/auth/oidc/connecting.ts";
import { newId } from "../../lib/platform/ids.ts";
import { startDevelopmentProvider } from "../../scripts/start/oidc/provider.ts";
import { createTestApi } from "../support/api.ts";
import { clickThrough } from "../support/click-through.ts";
import { createTestDatabase } from "../support/database.ts";
import { type OidcBrowser, openBrowser } from "../support/oidc-browser.ts";

const PUBLIC_URL = "http://localhost:20999";
const folder = mkdtempSync(join(tmpdir(), "punctual-oidc-"));
const database = await createTestDatabase();
const file = join(folder, "oidc.json");
const provider = await startDevelopmentProvider(file, PUBLIC_URL);
afterAll(async () => {
  await provider.stop();
  rmSync(folder, { recursive: true });
});
const api = await createTestApi(database, {
  PUBLIC_URL,
  NEXTAUTH_URL: PUBLIC_URL,
  ...provider.env,
});
const { call, login, platform } = api;

const as = async (person: string, browser = openBrowser(api)): Promise<OidcBrowser> => {
  const page = await browser.signIn("oidc", (there) => clickThrough(there, person));
  expect(page.href).toBe(`${PUBLIC_URL}/jobs`);
  return browser;
};

type Me = { id: string; email: string; role: string; projects: { slug: string; role: string }[] };
const me = async (browser: OidcBrowser) => (await browser.call("GET", "/api/v1/me")).body as Me;

const inDefault = (role: string) => expect.objectContaining({ slug: "default", role });

const JOB = {
  name: "Nightly",
  template: "http-request",
  params: { method: "GET", url: "http://target.example/" },
  schedule: { kind: "interval", every: "1h" },
};

const audited = async (action: string) =>
  (await platform.db.execute(
    sql`select after from audit where action = ${action} order by seq`,
  )) as unknown as readonly { after: Record<string, unknown> }[];

describe("with a certified provider", () => {
  it("an administrator, an operator and a viewer are what their groups say", async () => {
    const ada = await me(await as("ada"));
    expect(ada).toMatchObject({ email: "ada@people.test", name: "Ada Administrator" });
    expect(ada.role).toBe("admin");
    const otto = await me(await as("otto"));
    expect(otto.role).toBe("member");
    expect(otto.projects).toContainEqual(inDefault("operator"));
    const vera = await me(await as("vera"));
    expect(vera.projects).toContainEqual(inDefault("viewer"));
  });

  it("each is refused what they may not do", async () => {
    const [ada, otto, vera] = [await as("ada"), await as("otto"), await as("vera")];
    const made = await ada.call("POST", "/api/v1/jobs", JOB);
    expect(made.status).toBe(201);
    const { id } = made.body as { id: string };
    expect((await otto.call("POST", "/api/v1/jobs", JOB)).status).toBe(403);
    expect((await otto.call("POST", `/api/v1/jobs/${id}/runs`)).status).toBe(202);
    expect((await vera.call("GET", `/api/v1/jobs/${id}`)).status).toBe(200);
    expect((await vera.call("POST", `/api/v1/jobs/${id}/runs`)).status).toBe(403);
    expect((await vera.call("GET", "/api/v1/users")).status).toBe(403);
  });

  it("the same person stays the same, and their role follows the provider at each sign-in", async () => {
    const before = await me(await as("otto"));
    await platform.db.execute(sql`update users set role = 'admin' where id = ${before.id}::uuid`);
    const after = await me(await as("otto"));
    expect(after).toMatchObject({ id: before.id, role: "member" });
    expect(after.projects).toContainEqual(inDefault("operator"));
    const [change] = (await audited("user.updated")).slice(-1);
    expect(change?.after).toEqual({ role: "member", by: "provider" });
  });

  it("who is disabled is signed out at once and does not come in again", async () => {
    const vera = await as("vera");
    const { id } = await me(vera);
    const token = await login();
    const set = (disabled: boolean) =>
      call("PATCH", `/api/v1/users/${id}`, { token, body: { disabled } });
    expect((await set(true)).status).toBe(200);
    expect((await vera.call("GET", "/api/v1/me")).status).toBe(401);
    const again = openBrowser(api);
    const page = await again.signIn("oidc", (there) => clickThrough(there, "vera"));
    expect(page.search).toBe("?error=account_disabled");
    expect(await again.whoAmI()).toBeNull();
    const [refusal] = (await audited("session.refused")).slice(-1);
    expect(refusal?.after).toEqual({
      provider: "oidc",
      subject: "vera",
      reason: "account_disabled",
    });
    expect((await set(false)).status).toBe(200);
  });

  it("a sign-in takes the place of the session the browser had", async () => {
    const browser = await as("otto");
    const old = new Map(browser.cookies);
    await as("ada", browser);
    expect((await me(browser)).email).toBe("ada@people.test");
    const kept = openBrowser(api);
    for (const [name, value] of old) kept.cookies.set(name, value);
    expect(await kept.whoAmI()).toBeNull();
  });

  it("nobody was chosen is no sign-in", async () => {
    const browser = openBrowser(api);
    const page = await browser.signIn("oidc", (there) => clickThrough(there, "nobody"));
    expect(page.pathname).toBe("/sign-in");
    expect(await browser.whoAmI()).toBeNull();
  });
});

describe("an identity that is connected", () => {
  it("lets its owner in to the account they had", async () => {
    const { id } = await api.member("lin");
    const { config } = platform;
    const sessionId = newId();
    await platform.db.execute(sql`
      insert into sessions (id, user_id, expires_at)
      values (${sessionId}::uuid, ${id}::uuid, punctual_now() + interval '1 hour')`);
    const browser = openBrowser(api);
    browser.cookies.set(sessionCookie(config).name, await sealSession(config, sessionId));
    await platform.db.execute(sql`delete from identities where subject = 'vera'`);
    browser.cookies.set(connectingCookie(config).name, await sealWish(config, sessionId, "oidc"));
    await as("vera", browser);
    expect((await me(browser)).id).toBe(id);
    expect(browser.cookies.has(connectingCookie(config).name)).toBe(false);
    expect((await me(await as("vera"))).id).toBe(id);
    expect((await audited("identity.connected"))[0]?.after).toMatchObject({ subject: "vera" });
  });

  it("cannot be taken by another account", async () => {
    const browser = await as("otto");
    const { config } = platform;
    const cookie = [...browser.cookies].map((pair) => pair.join("=")).join("; ");
    const sessionId = await readSessionCookie(config, new Headers({ cookie }));
    const { name } = connectingCookie(config);
    browser.cookies.set(name, await sealWish(config, sessionId ?? "", "oidc"));
    const page = await browser.signIn("oidc", (there) => clickThrough(there, "ada"));
    expect(page.href).toBe(`${PUBLIC_URL}/account?error=identity_taken`);
    expect((await me(browser)).email).toBe("otto@people.test");
  });
});

describe("a program's access token", () => {
  const tokenFor = async (scope: string): Promise<string> => {
    const { robotSecret } = JSON.parse(readFileSync(file, "utf8")) as { robotSecret: string };
    const answer = await fetch(`${provider.issuer}/token`, {
      method: "POST",
      headers: { authorization: `Basic ${Buffer.from(`robot:${robotSecret}`).toString("base64")}` },
      body: new URLSearchParams({ grant_type: "client_credentials", scope }),
    });
    return ((await answer.json()) as { access_token: string }).access_token;
  };

  it("works within its scopes, as a user of its own that cannot sign in", async () => {
    const token = await tokenFor("jobs:read runs:read");
    const who = await call("GET", "/api/v1/me", { token });
    expect(who.body).toMatchObject({ name: "robot", role: "member" });
    expect(who.body.scopes).toEqual(["jobs:read", "runs:read"]);
    expect((await call("GET", "/api/v1/jobs", { token })).status).toBe(200);
    const refused = await call("POST", "/api/v1/jobs", { token, body: JOB });
    expect(refused).toMatchObject({ status: 403, body: { missingScopes: ["jobs:write"] } });
    const again = await call("GET", "/api/v1/me", { token: await tokenFor("jobs:read") });
    expect(again.body.id).toBe(who.body.id);
    const form = { email: who.body.email, password: "anything at all" };
    expect((await call("POST", "/api/v1/auth/login", { body: form })).status).toBe(401);
  });

  it("does no more than its user may, whatever its scopes", async () => {
    const token = await tokenFor("admin jobs:write");
    expect((await call("GET", "/api/v1/users", { token })).status).toBe(403);
    expect((await call("POST", "/api/v1/jobs", { token, body: JOB })).status).toBe(201);
  });

  it("stops with its user, and is not ours to end", async () => {
    const token = await tokenFor("jobs:read");
    const { body } = await call("GET", "/api/v1/me", { token });
    expect((await call("POST", "/api/v1/auth/logout", { token })).status).toBe(409);
    const admin = await login();
    await call("PATCH", `/api/v1/users/${body.id}`, { token: admin, body: { disabled: true } });
    expect((await call("GET", "/api/v1/me", { token })).status).toBe(401);
  });
});
