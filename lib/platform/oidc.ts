import type { EnvReader } from "./env-reader.ts";

/** What a value of the role claim makes of a person; below `admin` it is their role in the project `default`. */
const GRANTS = ["admin", "owner", "editor", "operator", "viewer", "member"] as const;
type Grant = (typeof GRANTS)[number];

/** An OpenID Connect provider people sign in with, and whose access tokens the API may take. */
export type OidcProvider = Readonly<{
  /** Part of the address it sends people back to: `/api/auth/callback/<id>`. */
  id: string;
  /** What the button on the sign-in page says. */
  name: string;
  /** Exactly as the provider writes it into its tokens. */
  issuer: string;
  clientId: string;
  /** Null: a public client, which PKCE alone protects. */
  clientSecret: string | null;
  scopes: readonly string[];
  emailClaim: string;
  /** Addresses count as verified also where the provider says nothing about it. */
  trustEmail: boolean;
  /** In lower case; empty allows every domain. */
  allowedDomains: readonly string[];
  /** Null: roles are given in Punctual alone. */
  roles: Readonly<{
    claim: string;
    map: readonly Readonly<{ value: string; grant: Grant }>[];
    otherwise: "member" | "refuse";
  }> | null;
  /** What access tokens for the API are issued for; null: none are taken. */
  audience: string | null;
  registration: "open" | "closed";
  /** Signing out here signs out there. */
  logout: boolean;
}>;

/** Id of the provider whose variables bear no name of their own. */
const ONLY = "oidc";

/** Reads the provider of `OIDC_…` and those that `OIDC_PROVIDERS` names, of `OIDC_<NAME>_…`. */
export function readOidcProviders(reader: EnvReader, publicUrl: string): readonly OidcProvider[] {
  const single = readProvider(reader, ONLY, "OIDC");
  const isWanted = single.issuer !== "" || single.clientId !== "";
  const named = reader.list("OIDC_PROVIDERS", []).flatMap((name) => readNamed(reader, name));
  const providers = [...(isWanted ? [single] : []), ...named];
  for (const provider of providers) checkProvider(reader, provider, publicUrl);
  const issuers = providers.map(({ issuer }) => issuer).filter((issuer) => issuer !== "");
  if (new Set(issuers).size < issuers.length) {
    reader.problem("OIDC_PROVIDERS", "has two with the same issuer", "Keep one of them.");
  }
  return providers;
}

/** Whether people may sign in with a password. Nobody could sign in without one when there is no provider. */
export function readLocalSignIn(reader: EnvReader, providers: readonly OidcProvider[]): boolean {
  const isOn = reader.choice("LOCAL_SIGN_IN", ["on", "off"], "on") === "on";
  if (isOn || providers.length > 0) return isOn;
  const fix = "Set OIDC_ISSUER, or leave LOCAL_SIGN_IN out.";
  reader.problem("LOCAL_SIGN_IN", "is off while there is no other way to sign in", fix);
  return true;
}

function readNamed(reader: EnvReader, name: string): readonly OidcProvider[] {
  if (name !== ONLY && name !== "credentials" && /^[a-z][a-z0-9-]{0,30}$/.test(name)) {
    return [readProvider(reader, name, prefixOf(name))];
  }
  const fix =
    "Use small letters, digits and hyphens, like google,entra; oidc and credentials are taken.";
  reader.problem("OIDC_PROVIDERS", `contains ${JSON.stringify(name)}, which is no name`, fix);
  return [];
}

function readProvider(reader: EnvReader, id: string, prefix: string): OidcProvider {
  const variable = (what: string) => `${prefix}_${what}`;
  return {
    id,
    name: reader.text(variable("NAME")) ?? (id === ONLY ? "single sign-on" : capitalised(id)),
    issuer: reader.text(variable("ISSUER")) ?? "",
    clientId: reader.text(variable("CLIENT_ID")) ?? "",
    clientSecret: reader.text(variable("CLIENT_SECRET")),
    scopes: readScopes(reader, variable("SCOPES")),
    emailClaim: reader.text(variable("EMAIL_CLAIM")) ?? "email",
    trustEmail: reader.flag(variable("TRUST_EMAIL"), false),
    allowedDomains: readDomains(reader, variable("ALLOWED_DOMAINS")),
    roles: readRoles(reader, variable),
    audience: reader.text(variable("AUDIENCE")),
    registration: reader.choice(variable("REGISTRATION"), ["open", "closed"], "open"),
    logout: reader.flag(variable("LOGOUT"), false),
  };
}

function prefixOf(id: string): string {
  return id === ONLY ? "OIDC" : `OIDC_${id.toUpperCase().replaceAll("-", "_")}`;
}

function capitalised(id: string): string {
  return id.slice(0, 1).toUpperCase() + id.slice(1);
}

/** Without `openid` a provider would answer without an ID token. */
function readScopes(reader: EnvReader, name: string): readonly string[] {
  const scopes = (reader.text(name) ?? "openid profile email").split(/[\s,]+/);
  return [...new Set(["openid", ...scopes])];
}

function readDomains(reader: EnvReader, name: string): readonly string[] {
  return reader.list(name, []).map((item) => {
    const domain = item.toLowerCase().replace(/^@/, "");
    if (!/^[a-z0-9-]+(\.[a-z0-9-]+)*$/.test(domain)) {
      const fix = "Write domains like example.com,example.org; each covers itself alone.";
      reader.problem(name, `contains ${JSON.stringify(item)}, which is not a domain`, fix);
    }
    return domain;
  });
}

function readRoles(reader: EnvReader, variable: (what: string) => string): OidcProvider["roles"] {
  const claim = reader.text(variable("ROLE_CLAIM"));
  const name = variable("ROLE_MAP");
  const map = reader.list(name, []).flatMap((item) => readGrant(reader, name, item));
  const otherwise = reader.choice(variable("ROLE_DEFAULT"), ["member", "refuse"], "member");
  if (claim === null && map.length === 0) return null;
  if (claim !== null && map.length > 0) return { claim, map, otherwise };
  const missing = claim === null ? variable("ROLE_CLAIM") : name;
  reader.problem(missing, "is missing while its partner is set", "Set both or neither.");
  return null;
}

function readGrant(reader: EnvReader, name: string, item: string) {
  const at = item.lastIndexOf("=");
  const value = item.slice(0, Math.max(at, 0)).trim();
  const word = item.slice(at + 1).trim();
  const grant = GRANTS.find((known) => known === word);
  if (value !== "" && grant !== undefined) return [{ value, grant }];
  const fix = `Write value=role with commas between, like ops-admins=admin,ops=operator; roles are ${GRANTS.join(", ")}.`;
  reader.problem(name, `contains ${JSON.stringify(item)}, which gives no role`, fix);
  return [];
}

function checkProvider(
  reader: EnvReader,
  { id, issuer, clientId }: OidcProvider,
  publicUrl: string,
) {
  const prefix = prefixOf(id);
  if (clientId === "") {
    const fix = "Register Punctual with the provider and set it to the client id it gives.";
    reader.problem(`${prefix}_CLIENT_ID`, "is missing", fix);
  }
  const wrong = issuer === "" ? "is missing" : wrongWith(issuer, publicUrl);
  if (wrong === null) return;
  const fix =
    "Set it to the issuer in the provider's /.well-known/openid-configuration, exactly as it stands there.";
  reader.problem(`${prefix}_ISSUER`, wrong, fix);
}

/** An installation on https is not let down by a provider that is not. */
function wrongWith(issuer: string, publicUrl: string): string | null {
  const url = URL.canParse(issuer) ? new URL(issuer) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || url.search !== "" || url.hash !== "") {
    return `is ${JSON.stringify(issuer)}, which is not an http(s) address`;
  }
  const isOpen = url.protocol === "http:" && publicUrl.startsWith("https:") && !isLoopback(url);
  return isOpen ? "is not https while PUBLIC_URL is" : null;
}

function isLoopback({ hostname }: URL): boolean {
  return hostname === "localhost" || hostname === "[::1]" || hostname.startsWith("127.");
}
