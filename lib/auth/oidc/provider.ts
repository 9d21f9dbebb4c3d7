import type { OAuthConfig } from "next-auth/providers/oauth";
import type { Claims } from "../../domain/identity/claims.ts";
import { mergeClaims } from "../../domain/identity/merge-claims.ts";
import type { OidcProvider } from "../../platform/oidc.ts";
import type { Attempt } from "./attempt.ts";
import type { ProviderMetadata } from "./metadata.ts";
import { verifyIdToken } from "./verify-token.ts";

const PATIENCE_MS = 5000;

type TokenRequest = NonNullable<
  Exclude<OAuthConfig<Claims>["token"], string | undefined>["request"]
>;
type UserinfoRequest = NonNullable<
  Exclude<OAuthConfig<Claims>["userinfo"], string | undefined>["request"]
>;

/**
 * A configured provider as next-auth wants it: authorization code with PKCE, state and nonce. The ID token is verified by
 * ourselves, because next-auth takes one algorithm only; what is proved is left in `attempt`.
 */
export function nextAuthProvider(
  provider: OidcProvider,
  metadata: ProviderMetadata | null,
  attempt: Attempt,
): OAuthConfig<Claims> {
  const hasUserinfo = metadata?.userinfo_endpoint !== undefined;
  return {
    id: provider.id,
    name: provider.name,
    type: "oauth",
    issuer: provider.issuer,
    clientId: provider.clientId,
    ...(provider.clientSecret === null ? {} : { clientSecret: provider.clientSecret }),
    client: { token_endpoint_auth_method: authMethod(provider, metadata) },
    checks: ["pkce", "state", "nonce"],
    httpOptions: { timeout: PATIENCE_MS },
    authorization: {
      ...(metadata === null ? {} : { url: metadata.authorization_endpoint }),
      params: { scope: provider.scopes.join(" "), response_type: "code" },
    },
    token: {
      ...(metadata === null ? {} : { url: metadata.token_endpoint }),
      request: (given) => exchangeCode(provider, metadata, attempt, given),
    },
    userinfo: {
      ...(hasUserinfo ? { url: metadata.userinfo_endpoint } : {}),
      request: (given) => completeClaims(attempt, hasUserinfo, given),
    },
    profile: (claims) => ({ id: String(claims["sub"]) }),
  };
}

function authMethod({ clientSecret }: OidcProvider, metadata: ProviderMetadata | null) {
  if (clientSecret === null) return "none";
  const known = metadata?.token_endpoint_auth_methods_supported;
  const takesBasic = known === undefined || known.includes("client_secret_basic");
  return takesBasic ? "client_secret_basic" : "client_secret_post";
}

/** Checks that the answer is the one we asked for, changes its code for tokens, and verifies the ID token. */
async function exchangeCode(
  provider: OidcProvider,
  metadata: ProviderMetadata | null,
  attempt: Attempt,
  { params, checks, client, provider: { callbackUrl } }: Parameters<TokenRequest>[0],
): Promise<Awaited<ReturnType<TokenRequest>>> {
  const { state, nonce, code_verifier: verifier } = checks as Readonly<Record<string, unknown>>;
  if (typeof state !== "string" || params.state !== state) throw new Error("state does not match");
  if (typeof nonce !== "string" || typeof verifier !== "string") throw new Error("no nonce");
  requireIssuer(params["iss"], provider, metadata);
  if (params.code === undefined) throw new Error("the provider sent no code");
  const tokens = await client.grant({
    grant_type: "authorization_code",
    code: params.code,
    redirect_uri: callbackUrl,
    code_verifier: verifier,
  });
  if (tokens.id_token === undefined) throw new Error("the provider sent no ID token");
  attempt.vouched = await verifyIdToken(provider, tokens.id_token, nonce);
  return { tokens };
}

/** RFC 9207: an answer that says who sent it must have been sent by whom we asked. */
function requireIssuer(
  said: unknown,
  { issuer }: OidcProvider,
  metadata: ProviderMetadata | null,
): void {
  const mustSay = metadata?.authorization_response_iss_parameter_supported === true;
  if (said === undefined && !mustSay) return;
  if (said !== issuer) throw new Error("the answer comes from another issuer (iss)");
}

/** Adds what the userinfo endpoint knows: many providers leave name, address and groups out of the ID token. */
async function completeClaims(
  attempt: Attempt,
  hasUserinfo: boolean,
  { tokens, client }: Parameters<UserinfoRequest>[0],
): Promise<Claims> {
  const { vouched } = attempt;
  if (vouched === null) throw new Error("there is no verified ID token");
  if (!hasUserinfo || tokens.access_token === undefined) return vouched.claims;
  const userinfo: Claims = await client.userinfo(tokens.access_token);
  if (userinfo["sub"] !== vouched.subject) throw new Error("userinfo speaks of somebody else");
  const claims = mergeClaims(vouched.claims, userinfo);
  attempt.vouched = { ...vouched, claims };
  return claims;
}
