import { type IdentityKey, listIdentities } from "../../../db/queries/identities.ts";
import { hasPassword } from "../../../db/queries/users.ts";
import { requirePerson } from "../authorize.ts";
import type { Context } from "../context.ts";

/** A connected identity as its owner sees it. */
type IdentityView = IdentityKey & {
  /** Name of the provider; its issuer when it is not configured any more. */
  readonly provider: string;
  readonly label: string;
  /** Instant, ISO 8601. */
  readonly lastUsedAt: string;
};

/** How the caller can sign in, and what else they could connect. */
export type WaysIn = {
  readonly password: boolean;
  readonly identities: readonly IdentityView[];
  readonly connectable: readonly { readonly id: string; readonly name: string }[];
  /** One identity may go, because another way in stays. */
  readonly maySpare: boolean;
};

/** The caller's ways to sign in: password and connected identities. */
export async function listWaysIn(ctx: Context): Promise<WaysIn> {
  const { userId } = requirePerson(ctx.actor);
  const { oidc, localSignIn } = ctx.config;
  const password = localSignIn && (await hasPassword(ctx.db, userId));
  const rows = await listIdentities(ctx.db, userId);
  const known = new Set(rows.map(({ issuer }) => issuer));
  const configured = rows.filter(({ issuer }) => oidc.some((one) => one.issuer === issuer));
  return {
    password,
    identities: rows.map(({ issuer, subject, label, lastUsedAt }) => ({
      issuer,
      subject,
      label,
      provider: oidc.find((one) => one.issuer === issuer)?.name ?? issuer,
      lastUsedAt: lastUsedAt.toISOString(),
    })),
    connectable: oidc
      .filter(({ issuer }) => !known.has(issuer))
      .map(({ id, name }) => ({ id, name })),
    maySpare: password || configured.length > 1,
  };
}
