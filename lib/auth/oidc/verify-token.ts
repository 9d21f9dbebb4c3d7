import { type JWTPayload, type JWTVerifyOptions, jwtVerify } from "jose";
import type { OidcProvider } from "../../platform/oidc.ts";
import type { Vouched } from "../../services/identities/vouched.ts";
import { readMetadata } from "./metadata.ts";

/** Signatures with a private key. `none` and HS*, which a public key could stand in for, are not among them. */
const ALGORITHMS = [
  ...["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"],
  ...["ES256", "ES384", "ES512", "EdDSA", "Ed25519"],
];
/** How far the provider's clock may be from ours. */
const TOLERANCE_SECONDS = 30;
/** OpenID Connect Core 2: at most 255 characters. Ones that no database keeps name nobody. */
const SUBJECT = /^\P{Cc}{1,255}$/u;
/** Access tokens are `at+jwt` (RFC 9068) or, with most providers, plain. */
const ACCESS_TOKEN_TYPES = [undefined, "jwt", "at+jwt", "application/at+jwt"];

/**
 * An ID token as a sign-in brings it: signed by the provider, for us, now, and in answer to this very request. Throws
 * otherwise.
 */
export async function verifyIdToken(
  provider: OidcProvider,
  text: string,
  nonce: string,
): Promise<Vouched> {
  const { payload } = await verify(provider, text, {
    audience: provider.clientId,
    requiredClaims: ["sub", "iat", "exp", "nonce"],
  });
  if (payload["nonce"] !== nonce) throw new Error("the ID token answers another request (nonce)");
  const hasOtherAudiences = Array.isArray(payload.aud) && payload.aud.length > 1;
  const party = payload["azp"];
  if ((party !== undefined || hasOtherAudiences) && party !== provider.clientId) {
    throw new Error("the ID token was issued to another client (azp)");
  }
  return vouchedBy(provider, payload);
}

/** An access token for our API: signed by the provider, for our audience, now. Throws for any other, ID tokens included. */
export async function verifyAccessToken(
  provider: OidcProvider,
  audience: string,
  text: string,
): Promise<Vouched> {
  const { payload, protectedHeader } = await verify(provider, text, {
    audience,
    requiredClaims: ["sub", "exp"],
  });
  if (!ACCESS_TOKEN_TYPES.includes(protectedHeader.typ?.toLowerCase())) {
    throw new Error(`a token of type ${protectedHeader.typ} is not an access token`);
  }
  if (isIdToken(payload)) throw new Error("an ID token is not an access token");
  // It is worth nothing without a proof of its key, which a plain bearer does not bring.
  if (payload["cnf"] !== undefined) throw new Error("the access token is bound to a key (cnf)");
  return vouchedBy(provider, payload);
}

async function verify(provider: OidcProvider, text: string, options: JWTVerifyOptions) {
  const { keys } = await readMetadata(provider.issuer);
  return jwtVerify(text, keys, {
    ...options,
    issuer: provider.issuer,
    algorithms: ALGORITHMS,
    clockTolerance: TOLERANCE_SECONDS,
  });
}

/** Where one client id is audience of both kinds, only what stands in them tells them apart. */
function isIdToken(payload: JWTPayload): boolean {
  return ["nonce", "at_hash", "c_hash"].some((name) => name in payload) || payload["typ"] === "ID";
}

function vouchedBy(provider: OidcProvider, claims: JWTPayload): Vouched {
  const { sub } = claims;
  if (typeof sub !== "string" || !SUBJECT.test(sub)) throw new Error("the token names no subject");
  return { provider, subject: sub, claims };
}
