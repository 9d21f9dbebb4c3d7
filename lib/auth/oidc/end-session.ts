import { findSessionProvider } from "../../../db/queries/sessions.ts";
import type { Context } from "../../services/context.ts";
import { authLogger } from "./auth-logger.ts";
import { readMetadata } from "./metadata.ts";

/**
 * Where to sign out at the provider that the caller's session began with, which then sends them back to our sign-in page;
 * null where `OIDC_LOGOUT` does not ask for it, or the provider has no such place.
 */
export async function endSessionAddress(ctx: Context): Promise<string | null> {
  const { actor, config } = ctx;
  if (actor.kind !== "user") return null;
  const id = await findSessionProvider(ctx.db, actor.sessionId);
  const provider = config.oidc.find((one) => one.id === id && one.logout);
  if (provider === undefined) return null;
  try {
    const { end_session_endpoint: endpoint } = await readMetadata(provider.issuer);
    if (endpoint === undefined) return null;
    const url = new URL(endpoint);
    url.searchParams.set("client_id", provider.clientId);
    url.searchParams.set("post_logout_redirect_uri", `${config.publicUrl}/sign-in`);
    return url.href;
  } catch (error) {
    // Whoever signs out here is signed out here, whatever becomes of the provider.
    authLogger.error("END_SESSION_ERROR", { error, providerId: provider.id });
    return null;
  }
}
