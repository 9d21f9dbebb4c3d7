import { decodeJwt } from "jose";
import { SCOPES } from "../../contracts/scope.ts";
import { unauthenticated } from "../../domain/errors.ts";
import { grantedScopes } from "../../domain/identity/granted-scopes.ts";
import { logger } from "../../platform/logger.ts";
import type { OidcProvider } from "../../platform/oidc.ts";
import type { Actor, Platform } from "../../services/context.ts";
import { userOfAccessToken } from "../../services/identities/bearer.ts";
import { IdentityRefused } from "../../services/identities/refused.ts";
import type { Vouched } from "../../services/identities/vouched.ts";
import { verifyAccessToken } from "./verify-token.ts";

const JWT_SHAPE = /^eyJ[\w-]*\.[\w-]+\.[\w-]*$/;

/**
 * Whose access token it is, of a configured provider with an audience; null for what is none. It may do what its scopes
 * say, within what its user may. Throws `unauthenticated` for users who are not let in.
 */
export async function actorOfAccessToken(
  running: Pick<Platform, "db" | "config">,
  text: string,
): Promise<Actor | null> {
  const provider = JWT_SHAPE.test(text) ? providerOf(running.config.oidc, text) : undefined;
  if (provider === undefined || provider.audience === null) return null;
  const { audience, roles } = provider;
  const vouched = await verified(provider, audience, text);
  if (vouched === null) return null;
  const { userId, role, defaultProjectId } = await knownUser(running, vouched);
  const roleClaim = roles?.claim ?? null;
  const scopes = grantedScopes(vouched.claims, SCOPES, { audience, roleClaim });
  const whole = { tokenId: null, pools: null, projectId: null };
  return { kind: "token", userId, role, scopes, defaultProjectId, ...whole };
}

/** Whom the token claims to come from; its signature has yet to prove it. */
function providerOf(providers: readonly OidcProvider[], text: string): OidcProvider | undefined {
  try {
    const { iss } = decodeJwt(text);
    return providers.find(({ issuer }) => issuer === iss);
  } catch {
    return undefined;
  }
}

async function verified(
  provider: OidcProvider,
  audience: string,
  text: string,
): Promise<Vouched | null> {
  try {
    return await verifyAccessToken(provider, audience, text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    logger("oidc").info({ provider: provider.id, why }, "an access token was refused");
    return null;
  }
}

async function knownUser(running: Pick<Platform, "db">, vouched: Vouched) {
  try {
    return await userOfAccessToken(running, vouched);
  } catch (error) {
    if (error instanceof IdentityRefused) throw unauthenticated(error.message);
    throw error;
  }
}
