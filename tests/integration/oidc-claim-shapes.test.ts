import { sql } from "drizzle-orm";
import { expect, it } from "vitest";
import { ADMIN, createTestApi } from "../support/api.ts";
import { createTestDatabase } from "../support/database.ts";
import { idClaims, startFalseProvider } from "../support/false-provider.ts";
import { openBrowser } from "../support/oidc-browser.ts";

const CLIENT = "6f1c0a52-0000-4000-8000-00000000c11e";
const TENANT = "72f988bf-0000-4000-8000-2d7cd011db47";
const OBJECT = "0c5ac8f3-0000-4000-8000-00000000beef";
const database = await createTestDatabase();
const keycloak = await startFalseProvider();
const entra = await startFalseProvider();
const api = await createTestApi(database, {
  NEXTAUTH_URL: "http://punctual.test",
  OIDC_PROVIDERS: "keycloak,entra",
  OIDC_KEYCLOAK_ISSUER: keycloak.issuer,
  OIDC_KEYCLOAK_CLIENT_ID: "punctual",
  OIDC_KEYCLOAK_ROLE_CLAIM: "realm_access.roles",
  OIDC_KEYCLOAK_ROLE_MAP: "punctual-admin=admin,punctual-operator=operator",
  OIDC_KEYCLOAK_AUDIENCE: "punctual",
  OIDC_ENTRA_ISSUER: entra.issuer,
  OIDC_ENTRA_CLIENT_ID: CLIENT,
  OIDC_ENTRA_EMAIL_CLAIM: "preferred_username",
  OIDC_ENTRA_TRUST_EMAIL: "true",
  OIDC_ENTRA_ROLE_CLAIM: "roles",
  OIDC_ENTRA_ROLE_MAP: "Punctual.Admin=admin,Punctual.Viewer=viewer",
  OIDC_ENTRA_ROLE_DEFAULT: "refuse",
  OIDC_ENTRA_AUDIENCE: CLIENT,
});
const now = Math.floor(Date.now() / 1000);
const me = async (token: string) => (await api.call("GET", "/api/v1/me", { token })).body;

const inDefault = (role: string) => expect.objectContaining({ slug: "default", role });

/** What Keycloak writes into the access token of a person. */
const keycloakToken = (more: object) => ({
  exp: now + 300,
  iat: now,
  jti: "onrtac:5c0f",
  iss: keycloak.issuer,
  aud: ["punctual", "account"],
  sub: "5f3c9d52-0000-4000-8000-00000000ada0",
  typ: "Bearer",
  azp: "web-tool",
  sid: "b1a5",
  acr: "1",
  realm_access: { roles: ["default-roles-main", "offline_access", "punctual-operator"] },
  resource_access: { account: { roles: ["manage-account"] } },
  scope: "openid profile email jobs:read runs:write",
  email_verified: true,
  name: "Ada Lovelace",
  preferred_username: "ada",
  email: "ada@example.com",
  ...more,
});

/** What Entra writes into a token of version 2.0. */
const entraToken = (more: object) => ({
  aud: CLIENT,
  iss: entra.issuer,
  iat: now,
  nbf: now,
  exp: now + 3599,
  tid: TENANT,
  oid: OBJECT,
  sub: "pairwise-of-ada",
  azp: "1b730954-0000-4000-8000-00000000700l",
  azpacr: "1",
  uti: "x",
  ver: "2.0",
  ...more,
});

it("a person of Keycloak has the role of the realm and the scopes of the token", async () => {
  const who = await me(await keycloak.sign(keycloakToken({})));
  expect(who).toMatchObject({ email: "ada@example.com", name: "Ada Lovelace", role: "member" });
  expect(who.scopes).toEqual(["jobs:read", "runs:write"]);
  expect(who.projects).toContainEqual(inDefault("operator"));
});

it("and is the same person when they sign in", async () => {
  const { sub, realm_access, email, email_verified } = keycloakToken({});
  keycloak.userinfo = { sub, email, email_verified, name: "Ada Lovelace" };
  keycloak.idToken = (asked) =>
    keycloak.sign({
      ...idClaims(keycloak.issuer, asked),
      sub,
      realm_access,
      typ: "ID",
      azp: "punctual",
    });
  const browser = openBrowser(api);
  await browser.signIn("keycloak");
  expect((await browser.whoAmI())?.id).toBe((await me(await keycloak.sign(keycloakToken({})))).id);
});

it("who is taken out of the administrators' group is none any more, but the last one stays", async () => {
  const root = { sub: "root", email: "root@example.com", email_verified: true };
  const signIn = async (roles: readonly string[]) => {
    keycloak.userinfo = { ...root, realm_access: { roles } };
    keycloak.idToken = (asked) =>
      keycloak.sign({ ...idClaims(keycloak.issuer, asked), sub: "root" });
    const browser = openBrowser(api);
    await browser.signIn("keycloak");
    return (await browser.call("GET", "/api/v1/me")).body;
  };
  const setLocal = (role: string) =>
    api.platform.db.execute(sql`update users set role = ${role} where email = ${ADMIN.email}`);
  expect(await signIn(["punctual-admin"])).toMatchObject({ role: "admin" });
  await setLocal("member");
  expect(await signIn([])).toMatchObject({ role: "admin" });
  await setLocal("admin");
  expect(await signIn([])).toMatchObject({ role: "member" });
});

it("a service account of Keycloak is a program, with the scopes of its roles", async () => {
  const claims = keycloakToken({
    sub: "9a9a",
    azp: "robot",
    client_id: "robot",
    preferred_username: "service-account-robot",
    scope: "profile email",
    realm_access: { roles: ["jobs:read", "punctual-operator"] },
    clientHost: "10.0.0.1",
    email: undefined,
    name: undefined,
    sid: undefined,
  });
  const who = await me(await keycloak.sign(claims));
  expect(who).toMatchObject({ name: "robot", scopes: ["jobs:read"] });
});

it("a person of Entra signs in by app role, with an address that nothing is said of", async () => {
  entra.userinfo = { sub: "pairwise-of-grace", name: "Grace Hopper" };
  entra.idToken = (asked) =>
    entra.sign({
      ...entraToken({ azp: undefined }),
      ...idClaims(entra.issuer, asked),
      sub: "pairwise-of-grace",
      name: "Grace Hopper",
      preferred_username: "grace@contoso.example",
      roles: ["Punctual.Viewer"],
    });
  const browser = openBrowser(api);
  await browser.signIn("entra");
  expect(await browser.whoAmI()).toMatchObject({ email: "grace@contoso.example" });
  const { body } = await browser.call("GET", "/api/v1/me");
  expect((body as { projects: unknown }).projects).toContainEqual(inDefault("viewer"));
  const token = entraToken({
    sub: "pairwise-of-grace",
    scp: "jobs:read",
    roles: ["Punctual.Viewer"],
  });
  expect(await me(await entra.sign(token))).toMatchObject({
    email: "grace@contoso.example",
    scopes: ["jobs:read"],
  });
});

it("a person of Entra without an app role is refused", async () => {
  entra.userinfo = { sub: "pairwise-of-eve" };
  entra.idToken = (asked) =>
    entra.sign({
      ...idClaims(entra.issuer, asked),
      sub: "pairwise-of-eve",
      preferred_username: "eve@contoso.example",
    });
  const browser = openBrowser(api);
  expect((await browser.signIn("entra")).search).toBe("?error=no_role");
  expect(await browser.whoAmI()).toBeNull();
});

it("an application of Entra is a program, with the scopes of its app roles", async () => {
  const app = entraToken({ sub: OBJECT, roles: ["jobs:read", "jobs:write", "Punctual.Viewer"] });
  const token = await entra.sign(app);
  const who = await me(token);
  expect(who.scopes).toEqual(["jobs:read", "jobs:write"]);
  expect(who.projects).toContainEqual(inDefault("viewer"));
  const job = { name: "x", template: "http-request", params: {}, schedule: { kind: "manual" } };
  const refused = await api.call("POST", "/api/v1/jobs", { token, body: job });
  expect(refused).toMatchObject({ status: 403, body: { code: "forbidden" } });
});

it("a token of version 1.0 of Entra comes from another issuer and is refused", async () => {
  const iss = `https://sts.windows.net/${TENANT}/`;
  const token = await entra.sign(entraToken({ iss, ver: "1.0", scp: "jobs:read" }));
  expect((await api.call("GET", "/api/v1/me", { token })).status).toBe(401);
});
