import { sql } from "drizzle-orm";
import { exportSPKI, generateKeyPair, importJWK, SignJWT } from "jose";
import { beforeEach, describe, expect, it } from "vitest";
import { createTestApi } from "../support/api.ts";
import { createTestDatabase } from "../support/database.ts";
import { type Asked, idClaims, startFalseProvider } from "../support/false-provider.ts";
import { openBrowser } from "../support/oidc-browser.ts";

const CLIENT = "punctual";
const AUDIENCE = "https://punctual.test/api";
const database = await createTestDatabase();
const liar = await startFalseProvider();
const honest = await startFalseProvider();
const twins = await startFalseProvider();
const api = await createTestApi(database, {
  NEXTAUTH_URL: "http://punctual.test",
  OIDC_ISSUER: liar.issuer,
  OIDC_CLIENT_ID: CLIENT,
  OIDC_CLIENT_SECRET: "secret",
  OIDC_ALLOWED_DOMAINS: "example.com",
  OIDC_AUDIENCE: AUDIENCE,
  OIDC_PROVIDERS: "honest,twins",
  OIDC_HONEST_ISSUER: honest.issuer,
  OIDC_HONEST_CLIENT_ID: CLIENT,
  OIDC_HONEST_CLIENT_SECRET: "secret",
  OIDC_HONEST_AUDIENCE: AUDIENCE,
  OIDC_TWINS_ISSUER: twins.issuer,
  OIDC_TWINS_CLIENT_ID: CLIENT,
  OIDC_TWINS_AUDIENCE: AUDIENCE,
});
const { call, platform } = api;
const ADA = { sub: "ada", email: "ada@example.com", email_verified: true, name: "Ada" };
const HOUR = 3600;
const now = () => Math.floor(Date.now() / 1000);

const publicPem = await exportSPKI((await importJWK(liar.key.publicJwk, "RS256")) as CryptoKey);
const stranger = await generateKeyPair("RS256");

beforeEach(() => {
  Object.assign(liar, {
    userinfo: ADA,
    answer: {},
    idToken: (asked: Asked) => liar.sign(idClaims(liar.issuer, asked)),
  });
  twins.keys = [twins.key.publicJwk, { ...twins.key.publicJwk }];
  honest.userinfo = { ...ADA, email: "other-ada@example.com" };
});

const sessions = async () =>
  Number((await platform.db.execute(sql`select count(*) as n from sessions`))[0]?.["n"]);
const refusals = async () =>
  Number(
    (
      await platform.db.execute(
        sql`select count(*) as n from audit where action = 'session.refused'`,
      )
    )[0]?.["n"],
  );

/** `{"alg":"none"}` with nothing behind the last dot. */
function unsigned(claims: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "none", typ: "JWT" })}.${part(claims)}.`;
}

/** Signed with the text of the public key, as if it were a shared secret. */
const confused = (claims: object) =>
  new SignJWT({ ...claims })
    .setProtectedHeader({ alg: "HS256", kid: "first" })
    .sign(Buffer.from(publicPem));

/** Lies that a token can tell: what becomes of true claims, and how they are signed. */
const LIES: readonly (readonly [string, (claims: object) => Promise<string> | string])[] = [
  ["another issuer", (claims) => liar.sign({ ...claims, iss: "https://evil.example" })],
  ["an issuer with a slash more", (claims) => liar.sign({ ...claims, iss: `${liar.issuer}/` })],
  ["another provider's issuer", (claims) => liar.sign({ ...claims, iss: honest.issuer })],
  ["another audience", (claims) => liar.sign({ ...claims, aud: "somebody-else" })],
  ["no audience", (claims) => liar.sign({ ...claims, aud: undefined })],
  ["alg none", unsigned],
  ["HS256 with the public key as secret", confused],
  [
    "a key nobody published",
    (claims) =>
      new SignJWT({ ...claims })
        .setProtectedHeader({ alg: "RS256", kid: "first" })
        .sign(stranger.privateKey),
  ],
  [
    "a key of its own in the header",
    async (claims) =>
      new SignJWT({ ...claims })
        .setProtectedHeader({ alg: "RS256", jku: "https://evil.example/keys" })
        .sign(stranger.privateKey),
  ],
  [
    "an end that has passed",
    (claims) => liar.sign({ ...claims, iat: now() - 2 * HOUR, exp: now() - HOUR }),
  ],
  ["no end", (claims) => liar.sign({ ...claims, exp: undefined })],
  ["a beginning that is yet to come", (claims) => liar.sign({ ...claims, nbf: now() + HOUR })],
  ["no subject", (claims) => liar.sign({ ...claims, sub: undefined })],
  ["an empty subject", (claims) => liar.sign({ ...claims, sub: "" })],
  ["a subject no database keeps", (claims) => liar.sign({ ...claims, sub: "a\0b" })],
  ["a subject that is no text", (claims) => liar.sign({ ...claims, sub: 7 })],
  ["a signature that was cut", async (claims) => (await liar.sign(claims)).slice(0, -9)],
  [
    "claims that were changed",
    async (claims) => {
      const [head, , signature] = (await liar.sign(claims)).split(".");
      const changed = Buffer.from(JSON.stringify({ ...claims, sub: "root" })).toString("base64url");
      return `${head}.${changed}.${signature}`;
    },
  ],
];

describe("a sign-in", () => {
  it("succeeds with an honest answer, with what userinfo adds", async () => {
    const browser = openBrowser(api);
    const page = await browser.signIn("oidc");
    expect(page.href).toBe("http://punctual.test/jobs");
    expect(await browser.whoAmI()).toMatchObject({ email: "ada@example.com", name: "Ada" });
  });

  it.each([
    ...LIES,
    ["another nonce", (claims: object) => liar.sign({ ...claims, nonce: "another" })],
    ["no nonce", (claims: object) => liar.sign({ ...claims, nonce: undefined })],
    ["another party", (claims: object) => liar.sign({ ...claims, azp: "somebody-else" })],
    [
      "two audiences and no party",
      (claims: object) => liar.sign({ ...claims, aud: [CLIENT, "x"] }),
    ],
  ] as const)("fails with an ID token of %s", async (_lie, lie) => {
    const before = { sessions: await sessions(), refusals: await refusals() };
    liar.idToken = async (asked) => lie(idClaims(liar.issuer, asked));
    const browser = openBrowser(api);
    const page = await browser.signIn("oidc");
    expect(page.pathname).toBe("/sign-in");
    expect(page.searchParams.get("error")).toBe("OAuthCallback");
    expect(await browser.whoAmI()).toBeNull();
    expect(await sessions()).toBe(before.sessions);
    expect(await refusals()).toBe(before.refusals + 1);
  });

  it("fails when two keys have one name", async () => {
    const browser = openBrowser(api);
    expect((await browser.signIn("twins")).searchParams.get("error")).toBe("OAuthCallback");
    expect(await browser.whoAmI()).toBeNull();
  });

  it.each([
    ["a state of another", { state: "another" }],
    ["an answer of another issuer", { iss: "https://evil.example" }],
    ["an error", { error: "access_denied" }],
    ["a code of another", { code: "stolen" }],
  ])("fails with %s", async (_what, answer) => {
    const before = await sessions();
    liar.answer = answer;
    const browser = openBrowser(api);
    expect((await browser.signIn("oidc")).pathname).toBe("/sign-in");
    expect(await browser.whoAmI()).toBeNull();
    expect(await sessions()).toBe(before);
  });

  it("fails when the answer comes to a browser that did not ask", async () => {
    const asker = openBrowser(api);
    const there = await asker.begin("oidc");
    const back = (await fetch(there, { redirect: "manual" })).headers.get("location") ?? "";
    const victim = openBrowser(api);
    await victim.open(back);
    expect(await victim.whoAmI()).toBeNull();
  });

  it("fails when an answer is used a second time, with its cookies or without", async () => {
    const browser = openBrowser(api);
    const there = await browser.begin("oidc");
    const cookies = new Map(browser.cookies);
    const back = (await fetch(there, { redirect: "manual" })).headers.get("location") ?? "";
    await browser.open(back);
    expect(await browser.whoAmI()).not.toBeNull();
    const before = await sessions();
    await browser.open(back);
    const thief = openBrowser(api);
    for (const [name, value] of cookies) thief.cookies.set(name, value);
    await thief.open(back);
    expect(await thief.whoAmI()).toBeNull();
    expect(await sessions()).toBe(before);
  });

  it("fails when the answer of one provider is given to another", async () => {
    const browser = openBrowser(api);
    const there = await browser.begin("oidc");
    const back = new URL(
      (await fetch(there, { redirect: "manual" })).headers.get("location") ?? "",
    );
    back.pathname = "/api/auth/callback/honest";
    await browser.open(back);
    expect(await browser.whoAmI()).toBeNull();
  });

  it.each([
    ["an address that is not verified", { email_verified: false }, "email_unverified"],
    ["an address nothing is said of", { email_verified: undefined }, "email_unverified"],
    ["no address", { email: undefined }, "email_missing"],
    ["another domain", { email: "ada@evil.example" }, "domain_not_allowed"],
    ["a domain below", { email: "ada@sub.example.com" }, "domain_not_allowed"],
    ["a domain that ends alike", { email: "ada@notexample.com" }, "domain_not_allowed"],
    ["an address of two", { email: "ada@example.com@evil.example" }, "email_missing"],
  ])("fails with %s", async (_what, said, reason) => {
    liar.userinfo = { ...ADA, ...said };
    const browser = openBrowser(api);
    const page = await browser.signIn("oidc");
    expect(page.search).toBe(`?error=${reason}`);
    expect(await browser.whoAmI()).toBeNull();
  });

  it("takes a name without what no database keeps", async () => {
    liar.userinfo = { ...ADA, sub: "nul", email: "nul@example.com", name: "N\0l\ud800" };
    liar.idToken = (asked) => liar.sign({ ...idClaims(liar.issuer, asked), sub: "nul" });
    const browser = openBrowser(api);
    await browser.signIn("oidc");
    expect(await browser.whoAmI()).toMatchObject({ name: "N\ufffdl\ufffd" });
  });

  it("fails when userinfo speaks of somebody else", async () => {
    liar.userinfo = { ...ADA, sub: "somebody else" };
    const browser = openBrowser(api);
    expect((await browser.signIn("oidc")).searchParams.get("error")).toBe("OAuthCallback");
    expect(await browser.whoAmI()).toBeNull();
  });

  it("takes nothing that decides from userinfo when the ID token says otherwise", async () => {
    liar.userinfo = { ...ADA, iss: "https://evil.example", aud: "x", exp: 1 };
    const browser = openBrowser(api);
    await browser.signIn("oidc");
    expect(await browser.whoAmI()).toMatchObject({ email: "ada@example.com" });
  });

  it("never takes an account over by its address", async () => {
    await api.member("grace");
    liar.userinfo = { ...ADA, sub: "grace", email: "Grace@example.com" };
    liar.idToken = (asked) => liar.sign({ ...idClaims(liar.issuer, asked), sub: "grace" });
    const browser = openBrowser(api);
    expect((await browser.signIn("oidc")).search).toBe("?error=account_exists");
    expect(await browser.whoAmI()).toBeNull();
  });

  it.each(["https://evil.example/", "//evil.example", "http://punctual.test.evil.example/x"])(
    "leads back to us, whatever %s was asked for",
    async (target) => {
      const browser = openBrowser(api);
      const there = await browser.begin("oidc", target);
      const { headers } = await fetch(there, { redirect: "manual" });
      const page = await browser.open(headers.get("location") ?? "");
      expect(page?.origin).toBe("http://punctual.test");
      expect(await browser.whoAmI()).not.toBeNull();
    },
  );

  it("makes one subject of two issuers two people", async () => {
    const here = openBrowser(api);
    await here.signIn("oidc");
    const there = openBrowser(api);
    await there.signIn("honest");
    const [left, right] = [await here.whoAmI(), await there.whoAmI()];
    expect(left?.email).toBe("ada@example.com");
    expect(right?.email).toBe("other-ada@example.com");
    expect(left?.id).not.toBe(right?.id);
  });
});

describe("an access token", () => {
  const claims = () => ({
    iss: liar.issuer,
    sub: "ada",
    aud: AUDIENCE,
    iat: now(),
    exp: now() + 300,
    client_id: "tool",
    scope: "openid jobs:read",
    email: "ada@example.com",
    email_verified: true,
  });
  const me = (token: string) => call("GET", "/api/v1/me", { token });

  it("works when it is true", async () => {
    const answer = await me(await liar.sign(claims(), { typ: "at+jwt" }));
    expect(answer.body).toMatchObject({ email: "ada@example.com", scopes: ["jobs:read"] });
  });

  it.each([
    ...LIES,
    ["the client as audience", (given: object) => liar.sign({ ...given, aud: CLIENT })],
    ["the marks of an ID token", (given: object) => liar.sign({ ...given, nonce: "x" })],
    ["Keycloak's mark of an ID token", (given: object) => liar.sign({ ...given, typ: "ID" })],
    ["a type of another kind", (given: object) => liar.sign(given, { typ: "logout+jwt" })],
    ["a key it is bound to", (given: object) => liar.sign({ ...given, cnf: { jkt: "x" } })],
  ] as const)("is refused with %s", async (_lie, lie) => {
    const answer = await me(await lie(claims()));
    expect(answer.status).toBe(401);
    expect(answer.body.code).toBe("unauthenticated");
  });

  it("of another issuer with the same subject is another person", async () => {
    const mine = await me(await liar.sign(claims()));
    const theirs = await me(
      await honest.sign({ ...claims(), iss: honest.issuer, email: "other-ada@example.com" }),
    );
    expect(theirs.body.email).toBe("other-ada@example.com");
    expect(theirs.body.id).not.toBe(mine.body.id);
  });

  it("is refused when two keys have one name", async () => {
    const token = await twins.sign({ ...claims(), iss: twins.issuer });
    expect((await me(token)).status).toBe(401);
  });

  it("of somebody unknown needs a verified address that is nobody's", async () => {
    await api.member("joan");
    const joan = { ...claims(), sub: "joan", email: "joan@example.com" };
    expect((await me(await liar.sign(joan))).status).toBe(401);
    const eve = { ...claims(), sub: "eve", email: "eve@example.com", email_verified: false };
    expect((await me(await liar.sign(eve))).status).toBe(401);
    const rows = await platform.db.execute(
      sql`select after->>'reason' as reason from audit where action = 'token.refused' order by seq`,
    );
    expect(rows.map((row) => row["reason"])).toEqual(["account_exists", "email_unverified"]);
  });
});
