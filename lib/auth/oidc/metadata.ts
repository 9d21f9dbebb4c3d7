import { createRemoteJWKSet, type JWTVerifyGetKey } from "jose";
import { z } from "zod";

const PATIENCE_MS = 5000;
const KEPT_MS = 3_600_000;
/** At least so long between two looks for a key nobody knew. */
const KEY_COOLDOWN_MS = 30_000;

const endpoint = z.url({ protocol: /^https?$/ });

const discovered = z.object({
  issuer: z.string(),
  authorization_endpoint: endpoint,
  token_endpoint: endpoint,
  userinfo_endpoint: endpoint.optional(),
  end_session_endpoint: endpoint.optional(),
  jwks_uri: endpoint,
  token_endpoint_auth_methods_supported: z.array(z.string()).optional(),
  authorization_response_iss_parameter_supported: z.boolean().optional(),
});

/** Where a provider's endpoints are, and its keys, which are fetched when a token needs one. */
export type ProviderMetadata = Readonly<z.infer<typeof discovered>> & {
  readonly keys: JWTVerifyGetKey;
};

type Kept = { readonly until: number; readonly metadata: Promise<ProviderMetadata> };

const kept = new Map<string, Kept>();

/**
 * What the provider publishes about itself, kept for an hour. Throws when it does not answer within five seconds, or calls itself
 * by another name than the configured issuer.
 */
export function readMetadata(issuer: string): Promise<ProviderMetadata> {
  const now = performance.now();
  const known = kept.get(issuer);
  if (known !== undefined && known.until > now) return known.metadata;
  const metadata = discover(issuer);
  kept.set(issuer, { until: now + KEPT_MS, metadata });
  // What failed is asked anew the next time.
  metadata.catch(() => kept.delete(issuer));
  return metadata;
}

async function discover(issuer: string): Promise<ProviderMetadata> {
  const url = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const answer = await fetch(url, { signal, redirect: "error" });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
  const found = discovered.parse(await answer.json());
  if (found.issuer !== issuer) {
    throw new Error(
      `The provider at ${issuer} calls itself ${found.issuer}: set its ISSUER to exactly that`,
    );
  }
  const keys = createRemoteJWKSet(new URL(found.jwks_uri), {
    timeoutDuration: PATIENCE_MS,
    cooldownDuration: KEY_COOLDOWN_MS,
  });
  return { ...found, keys };
}
