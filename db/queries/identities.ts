import { and, eq, sql } from "drizzle-orm";
import type { Db, Tx } from "../client.ts";
import { databaseNow } from "../schema/columns.ts";
import { identities } from "../schema/identities.ts";
import { rowsOf } from "../sql.ts";
import { landingProject } from "./landing-project.ts";

/** Who a provider speaks of: exactly what it calls itself, and what it calls them. */
export type IdentityKey = { readonly issuer: string; readonly subject: string };

export type NewIdentity = IdentityKey & {
  readonly userId: string;
  readonly kind: "person" | "program";
  /** An address, or a client id. */
  readonly label: string;
};

/** An identity and what its user is. */
export type KnownIdentity = {
  readonly userId: string;
  readonly kind: "person" | "program";
  readonly role: "admin" | "member";
  readonly isDisabled: boolean;
  readonly defaultProjectId: string;
};

/** Whose identity it is; its use is noted, to the minute. */
export async function findIdentity(
  on: Db | Tx,
  { issuer, subject }: IdentityKey,
): Promise<KnownIdentity | undefined> {
  const rows = await rowsOf<KnownIdentity>(
    on,
    sql`
    with known as (
      select i.user_id, i.kind, i.last_used_at, u.role, u.disabled_at is not null as disabled,
        ${landingProject(null)} as landing_id
      from identities i join users u on u.id = i.user_id
      where i.issuer = ${issuer} and i.subject = ${subject}
    ),
    used as (
      update identities i set last_used_at = punctual_now() from known
      where i.issuer = ${issuer} and i.subject = ${subject}
        and known.last_used_at < punctual_now() - interval '1 minute'
    )
    select user_id as "userId", kind, role, disabled as "isDisabled", landing_id as "defaultProjectId"
    from known`,
  );
  return rows[0];
}

/** Stores whose identity it is from now on. */
export async function insertIdentity(tx: Tx, identity: NewIdentity): Promise<void> {
  await tx.insert(identities).values(identity);
}

/** Notes what the provider calls somebody now. */
export async function labelIdentity(tx: Tx, key: IdentityKey, label: string): Promise<void> {
  await tx
    .update(identities)
    .set({ label, lastUsedAt: databaseNow })
    .where(and(eq(identities.issuer, key.issuer), eq(identities.subject, key.subject)));
}

/** Holds others who bring the same identity back until this transaction ends: the first time makes it known once. */
export async function lockIdentity(tx: Tx, { issuer, subject }: IdentityKey): Promise<void> {
  await rowsOf(
    tx,
    sql`select pg_advisory_xact_lock(728312, hashtext(${issuer} || ' ' || ${subject}))`,
  );
}

/** An identity as its owner sees it. */
export type IdentityRow = IdentityKey & {
  readonly label: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date;
};

/** The identities of a user, the oldest first. */
export function listIdentities(on: Db | Tx, userId: string): Promise<IdentityRow[]> {
  const { issuer, subject, label, createdAt, lastUsedAt } = identities;
  return on
    .select({ issuer, subject, label, createdAt, lastUsedAt })
    .from(identities)
    .where(eq(identities.userId, userId))
    .orderBy(createdAt, issuer, subject);
}

/** Takes an identity from its user; false when it is not theirs. */
export async function deleteIdentity(
  tx: Tx,
  userId: string,
  { issuer, subject }: IdentityKey,
): Promise<boolean> {
  const rows = await tx
    .delete(identities)
    .where(
      and(
        eq(identities.issuer, issuer),
        eq(identities.subject, subject),
        eq(identities.userId, userId),
      ),
    )
    .returning({ subject: identities.subject });
  return rows.length > 0;
}
