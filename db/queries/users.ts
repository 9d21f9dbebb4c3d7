import { and, desc, eq, ilike, isNull, or, sql } from "drizzle-orm";
import type { Db, Tx } from "../client.ts";
import { after, containing, type Keyset } from "../keyset.ts";
import { databaseNow } from "../schema/columns.ts";
import { projects } from "../schema/projects.ts";
import { users } from "../schema/users.ts";
import { rowsOf } from "../sql.ts";

export type UserRow = {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: "admin" | "member";
  readonly disabledAt: Date | null;
  readonly createdAt: Date;
};

const columns = {
  id: users.id,
  email: users.email,
  name: users.name,
  role: users.role,
  disabledAt: users.disabledAt,
  createdAt: users.createdAt,
};

export type NewUser = {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly passwordHash: string | null;
  readonly role: "admin" | "member";
  readonly defaultProjectId: string;
};

/** Stores a person; undefined when the address, whatever its case, is taken. */
export async function insertUser(tx: Tx, user: NewUser): Promise<UserRow | undefined> {
  const [row] = await tx.insert(users).values(user).onConflictDoNothing().returning(columns);
  return row;
}

/** A person by id. */
export async function findUser(on: Db | Tx, id: string): Promise<UserRow | undefined> {
  const [row] = await on.select(columns).from(users).where(eq(users.id, id));
  return row;
}

/** A person and the slug of their default project. */
export async function findUserWithProject(
  db: Db,
  id: string,
): Promise<(UserRow & { readonly defaultProject: string }) | undefined> {
  const [row] = await db
    .select({ ...columns, defaultProject: projects.slug })
    .from(users)
    .innerJoin(projects, eq(projects.id, users.defaultProjectId))
    .where(eq(users.id, id));
  return row;
}

/** What signing in needs to know of the person with this address, in any case. */
export async function findCredentials(
  db: Db,
  email: string,
): Promise<(UserRow & { readonly passwordHash: string | null }) | undefined> {
  const [row] = await db
    .select({ ...columns, passwordHash: users.passwordHash })
    .from(users)
    .where(eq(sql`lower(${users.email})`, email.toLowerCase()));
  return row;
}

/** People, newest first; `q` searches address and name. */
export function listUsers(
  db: Db,
  filter: { readonly q: string | undefined },
  page: { readonly after: Keyset | undefined; readonly limit: number },
): Promise<UserRow[]> {
  const pattern = filter.q === undefined ? undefined : containing(filter.q);
  return db
    .select(columns)
    .from(users)
    .where(
      and(
        pattern === undefined
          ? undefined
          : or(ilike(users.email, pattern), ilike(users.name, pattern)),
        after(users, page.after),
      ),
    )
    .orderBy(desc(users.createdAt), desc(users.id))
    .limit(page.limit);
}

/** Changes a person; what is undefined stays. */
export async function updateUser(
  tx: Tx,
  id: string,
  change: {
    readonly role?: "admin" | "member" | undefined;
    readonly disabled?: boolean | undefined;
  },
): Promise<UserRow | undefined> {
  const { role, disabled } = change;
  const [row] = await tx
    .update(users)
    .set({
      role: role ?? sql`${users.role}`,
      ...(disabled === undefined
        ? {}
        : { disabledAt: disabled ? sql`coalesce(${users.disabledAt}, ${databaseNow})` : null }),
    })
    .where(eq(users.id, id))
    .returning(columns);
  return row;
}

/** Locks the administrators that are not disabled and answers their ids, so that the last one cannot be lost to a race. */
export async function lockAdministrators(tx: Tx): Promise<string[]> {
  const rows = await tx
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.role, "admin"), isNull(users.disabledAt)))
    .orderBy(users.id)
    .for("update");
  return rows.map((row) => row.id);
}

/** The oldest administrator that is not disabled. */
export async function findFirstAdministrator(db: Db | Tx): Promise<UserRow | undefined> {
  const [row] = await db
    .select(columns)
    .from(users)
    .where(and(eq(users.role, "admin"), isNull(users.disabledAt)))
    .orderBy(users.createdAt, users.id)
    .limit(1);
  return row;
}

/** Holds all others who set the installation up back until this transaction ends. */
export async function lockSetup(tx: Tx): Promise<void> {
  await rowsOf(tx, sql`select pg_advisory_xact_lock(7283114502)`);
}

/** Whether somebody has a password. */
export async function hasPassword(on: Db | Tx, id: string): Promise<boolean> {
  return (await findPasswordHash(on, id)) !== null;
}

/** A person's password as a PHC string; null for those who have none. */
export async function findPasswordHash(on: Db | Tx, id: string): Promise<string | null> {
  const [row] = await on
    .select({ passwordHash: users.passwordHash })
    .from(users)
    .where(eq(users.id, id));
  return row?.passwordHash ?? null;
}

/** Gives a person another password, as a PHC string. */
export async function setPasswordHash(tx: Tx, id: string, passwordHash: string): Promise<void> {
  await tx.update(users).set({ passwordHash }).where(eq(users.id, id));
}

/** Changes what people change of themselves; what is undefined stays. */
export async function updateProfile(
  tx: Tx,
  id: string,
  change: { readonly name?: string | undefined; readonly defaultProjectId?: string | undefined },
): Promise<void> {
  const { name, defaultProjectId } = change;
  await tx
    .update(users)
    .set({
      name: name ?? sql`${users.name}`,
      defaultProjectId: defaultProjectId ?? sql`${users.defaultProjectId}`,
    })
    .where(eq(users.id, id));
}
