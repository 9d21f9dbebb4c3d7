import type { IdentityKey } from "../../../db/queries/identities.ts";
import type { Claims } from "../../domain/identity/claims.ts";
import type { OidcProvider } from "../../platform/oidc.ts";

/** What a provider has proved to us: whom it speaks of, and what it says. Made only from tokens that were verified. */
export type Vouched = {
  readonly provider: OidcProvider;
  /** `sub`: with the provider's issuer, who it is. */
  readonly subject: string;
  readonly claims: Claims;
};

/** What the identity is kept under. */
export function keyOf({ provider, subject }: Vouched): IdentityKey {
  return { issuer: provider.issuer, subject };
}
