import { and, desc, eq, gt, isNull, or, sql } from "drizzle-orm";
import type { Db, Tx } from "../client.ts";
import { after, type Keyset } from "../keyset.ts";
import { accountLinks } from "../schema/account-links.ts";
import { databaseNow } from "../schema/columns.ts";
import { projects } from "../schema/projects.ts";
import { users } from "../schema/users.ts";
import { rowsOf } from "../sql.ts";
import type { ProjectRole } from "./projects.ts";

export type LinkRow = {
  readonly id: string;
  readonly kind: "invitation" | "reset";
  readonly email: string;
  readonly userId: string | null;
  readonly projectId: string | null;
  /** Slug and name of the project. */
  readonly project: string | null;
  readonly projectName: string | null;
  readonly role: ProjectRole | null;
  /** Name of whoever made it. */
  readonly createdBy: string | null;
  readonly createdAt: Date;
  readonly expiresAt: Date;
};

const columns = {
  id: accountLinks.id,
  kind: accountLinks.kind,
  email: accountLinks.email,
  userId: accountLinks.userId,
  projectId: accountLinks.projectId,
  project: projects.slug,
  projectName: projects.name,
  role: accountLinks.role,
  createdBy: users.name,
  createdAt: accountLinks.createdAt,
  expiresAt: accountLinks.expiresAt,
};

function selectLinks(on: Db | Tx) {
  return on
    .select(columns)
    .from(accountLinks)
    .leftJoin(projects, eq(projects.id, accountLinks.projectId))
    .leftJoin(users, eq(users.id, accountLinks.createdBy));
}

const isOpen = and(isNull(accountLinks.endedAt), gt(accountLinks.expiresAt, databaseNow));

export type NewLink = {
  readonly id: string;
  readonly kind: LinkRow["kind"];
  readonly email: string;
  readonly userId: string | null;
  readonly projectId: string | null;
  readonly role: ProjectRole | null;
  readonly createdBy: string | null;
  /** Keyed hash of the token shown now; null: it is only mailed. */
  readonly shownHash: string | null;
  /** Whether a mail goes out. */
  readonly mailed: boolean;
  readonly minutes: number;
};

/** Stores a link that works for some minutes by the database's clock, and answers until when. */
export async function insertLink(tx: Tx, { mailed, minutes, ...row }: NewLink): Promise<Date> {
  const [made] = await tx
    .insert(accountLinks)
    .values({
      ...row,
      mailAt: mailed ? databaseNow : null,
      expiresAt: sql`${databaseNow} + make_interval(mins => ${minutes})`,
    })
    .returning({ expiresAt: accountLinks.expiresAt });
  if (made === undefined) throw new Error("the database did not answer the insert of a link");
  return made.expiresAt;
}

/** The link of this kind with this hash, if it still works; in a transaction nobody else uses it meanwhile. */
export async function findOpenLink(
  on: Db | Tx,
  kind: LinkRow["kind"],
  hash: string,
): Promise<LinkRow | undefined> {
  const matches = or(eq(accountLinks.shownHash, hash), eq(accountLinks.mailedHash, hash));
  const [row] = await selectLinks(on).where(and(eq(accountLinks.kind, kind), matches, isOpen));
  return row;
}

/** Ends a link for good; false when it had ended: of several who use it at once one succeeds. */
export async function endLink(tx: Tx, id: string): Promise<boolean> {
  const rows = await tx
    .update(accountLinks)
    .set({ endedAt: databaseNow, mailAt: null })
    .where(and(eq(accountLinks.id, id), isNull(accountLinks.endedAt)))
    .returning({ id: accountLinks.id });
  return rows.length > 0;
}

/** Ends all links that set a person's password. */
export async function endResetsOf(tx: Tx, userId: string): Promise<void> {
  await tx
    .update(accountLinks)
    .set({ endedAt: databaseNow, mailAt: null })
    .where(and(eq(accountLinks.userId, userId), isNull(accountLinks.endedAt)));
}

/** Ends the open invitations of an address to a project (null: to none). */
export async function endInvitationsOf(
  tx: Tx,
  email: string,
  projectId: string | null,
): Promise<void> {
  await tx
    .update(accountLinks)
    .set({ endedAt: databaseNow, mailAt: null })
    .where(
      and(
        eq(accountLinks.kind, "invitation"),
        eq(sql`lower(${accountLinks.email})`, email.toLowerCase()),
        sql`${accountLinks.projectId} is not distinct from ${projectId}::uuid`,
        isNull(accountLinks.endedAt),
      ),
    );
}

/** Ends the open invitations somebody made, all or those to one project. */
export async function endInvitationsBy(
  tx: Tx,
  userId: string,
  projectId: string | null,
): Promise<void> {
  await tx
    .update(accountLinks)
    .set({ endedAt: databaseNow, mailAt: null })
    .where(
      and(
        eq(accountLinks.kind, "invitation"),
        eq(accountLinks.createdBy, userId),
        projectId === null ? undefined : eq(accountLinks.projectId, projectId),
        isNull(accountLinks.endedAt),
      ),
    );
}

/** An invitation that still works. */
export async function findInvitation(on: Db | Tx, id: string): Promise<LinkRow | undefined> {
  const [row] = await selectLinks(on).where(
    and(eq(accountLinks.id, id), eq(accountLinks.kind, "invitation"), isOpen),
  );
  return row;
}

/** Invitations that still work, newest first: all, or those to a project. */
export function listInvitations(
  db: Db,
  projectId: string | null,
  page: { readonly after: Keyset | undefined; readonly limit: number },
): Promise<LinkRow[]> {
  return selectLinks(db)
    .where(
      and(
        eq(accountLinks.kind, "invitation"),
        projectId === null ? undefined : eq(accountLinks.projectId, projectId),
        isOpen,
        after(accountLinks, page.after),
      ),
    )
    .orderBy(desc(accountLinks.createdAt), desc(accountLinks.id))
    .limit(page.limit);
}

/** A link whose mail is due. */
export type DueMail = Pick<LinkRow, "id" | "kind" | "email" | "projectName" | "createdBy">;

/**
 * Takes one link whose mail is due, gives it the hash of the token that goes out now, and puts the next attempt off;
 * `noteMailed` ends the attempts. Undefined when nothing is due. After the last attempt nothing is tried any more.
 */
export async function takeDueMail(
  db: Db,
  options: { readonly hashFor: (kind: LinkRow["kind"]) => string; readonly attempts: number },
): Promise<DueMail | undefined> {
  return db.transaction(async (tx) => {
    const [due] = await rowsOf<DueMail & { readonly number: number }>(
      tx,
      sql`
      select l.id, l.kind, l.email, l.mail_attempts + 1 as number, p.name as "projectName", u.name as "createdBy"
      from account_links l
        left join projects p on p.id = l.project_id
        left join users u on u.id = l.created_by
      where l.mail_at <= punctual_now() and l.ended_at is null and l.expires_at > punctual_now()
      order by l.mail_at limit 1 for update of l skip locked`,
    );
    if (due === undefined) return undefined;
    const { id, number } = due;
    const again = sql`${databaseNow} + make_interval(secs => 5 * 2 ^ ${number}::int)`;
    await tx
      .update(accountLinks)
      .set({
        mailedHash: options.hashFor(due.kind),
        mailAttempts: number,
        mailAt: number < options.attempts ? again : null,
      })
      .where(eq(accountLinks.id, id));
    return due;
  });
}

/** The mail was taken: no further attempt is made. */
export async function noteMailed(db: Db, id: string): Promise<void> {
  await db.update(accountLinks).set({ mailAt: null }).where(eq(accountLinks.id, id));
}
