import { and, asc, desc, eq, sql } from "drizzle-orm";
import type { Db, Tx } from "../client.ts";
import { after, type Keyset } from "../keyset.ts";
import { projectMembers } from "../schema/project-members.ts";
import { projects } from "../schema/projects.ts";
import { users } from "../schema/users.ts";

export type ProjectRole = "viewer" | "operator" | "editor" | "owner";

export type ProjectRow = {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly createdAt: Date;
  /** Role of the person asked for; null when not a member. */
  readonly role: ProjectRole | null;
};

const columns = {
  id: projects.id,
  slug: projects.slug,
  name: projects.name,
  createdAt: projects.createdAt,
  role: projectMembers.role,
};

function withRoleOf(on: Db | Tx, userId: string | null) {
  const membership = and(
    eq(projectMembers.projectId, projects.id),
    sql`${projectMembers.userId} = ${userId}::uuid`,
  );
  return on.select(columns).from(projects).leftJoin(projectMembers, membership);
}

/** A project and what `userId` is in it; undefined when there is none. */
export async function findProject(
  on: Db | Tx,
  by: { readonly id: string } | { readonly slug: string },
  userId: string | null,
): Promise<ProjectRow | undefined> {
  const match = "id" in by ? eq(projects.id, by.id) : eq(projects.slug, by.slug);
  const [row] = await withRoleOf(on, userId).where(match);
  return row;
}

/** Projects newest first: all, or with `onlyOwn` those `userId` is a member of. `onlyId` narrows to one. */
export function listProjects(
  on: Db | Tx,
  filter: { readonly userId: string; readonly onlyOwn: boolean; readonly onlyId: string | null },
  page: { readonly after: Keyset | undefined; readonly limit: number },
): Promise<ProjectRow[]> {
  return withRoleOf(on, filter.userId)
    .where(
      and(
        filter.onlyOwn ? sql`${projectMembers.userId} is not null` : undefined,
        filter.onlyId === null ? undefined : eq(projects.id, filter.onlyId),
        after(projects, page.after),
      ),
    )
    .orderBy(desc(projects.createdAt), desc(projects.id))
    .limit(page.limit);
}

export type NewProject = {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly signingSecret: string;
};

/** Stores a project; false when its slug is taken. */
export async function insertProject(on: Db | Tx, project: NewProject): Promise<boolean> {
  const rows = await on
    .insert(projects)
    .values(project)
    .onConflictDoNothing({ target: projects.slug })
    .returning({ id: projects.id });
  return rows.length > 0;
}

/** Gives a project another name. */
export async function renameProject(tx: Tx, id: string, name: string): Promise<void> {
  await tx.update(projects).set({ name }).where(eq(projects.id, id));
}

/** The key of the project's webhook signatures, `whsec_…`. */
export async function readSigningSecret(on: Db | Tx, id: string): Promise<string | undefined> {
  const [row] = await on
    .select({ secret: projects.signingSecret })
    .from(projects)
    .where(eq(projects.id, id));
  return row?.secret;
}

export type MemberRow = {
  readonly userId: string;
  readonly email: string;
  readonly name: string;
  readonly role: ProjectRole;
  readonly createdAt: Date;
};

const memberColumns = {
  userId: users.id,
  email: users.email,
  name: users.name,
  role: projectMembers.role,
  createdAt: projectMembers.createdAt,
};

/** All members of a project by address. */
export function listMembers(on: Db | Tx, projectId: string): Promise<MemberRow[]> {
  return on
    .select(memberColumns)
    .from(projectMembers)
    .innerJoin(users, eq(users.id, projectMembers.userId))
    .where(eq(projectMembers.projectId, projectId))
    .orderBy(asc(users.email));
}

/** One member; undefined when the person is none. */
export async function findMember(
  on: Db | Tx,
  projectId: string,
  userId: string,
): Promise<MemberRow | undefined> {
  const [row] = await on
    .select(memberColumns)
    .from(projectMembers)
    .innerJoin(users, eq(users.id, projectMembers.userId))
    .where(and(eq(projectMembers.projectId, projectId), eq(projectMembers.userId, userId)));
  return row;
}

/** Makes a person a member, or changes what they are. */
export async function putMember(
  on: Db | Tx,
  projectId: string,
  userId: string,
  role: ProjectRole,
): Promise<void> {
  await on
    .insert(projectMembers)
    .values({ projectId, userId, role })
    .onConflictDoUpdate({
      target: [projectMembers.projectId, projectMembers.userId],
      set: { role },
    });
}

/** Takes a membership away; false when there was none. */
export async function deleteMember(tx: Tx, projectId: string, userId: string): Promise<boolean> {
  const rows = await tx
    .delete(projectMembers)
    .where(and(eq(projectMembers.projectId, projectId), eq(projectMembers.userId, userId)))
    .returning({ userId: projectMembers.userId });
  return rows.length > 0;
}

/** Locks the owners of a project and answers their ids, so that the last one cannot be lost to a race. */
export async function lockOwners(tx: Tx, projectId: string): Promise<string[]> {
  const rows = await tx
    .select({ userId: projectMembers.userId })
    .from(projectMembers)
    .where(and(eq(projectMembers.projectId, projectId), eq(projectMembers.role, "owner")))
    .orderBy(projectMembers.userId)
    .for("update");
  return rows.map((row) => row.userId);
}
