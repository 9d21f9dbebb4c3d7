import { findProject, type ProjectRow } from "../../db/queries/projects.ts";
import { type Action, mayDo, RIGHTS } from "../contracts/rights.ts";
import type { ProjectRole, Scope } from "../contracts/scope.ts";
import { forbidden, notFound, type ServiceError, unauthenticated } from "../domain/errors.ts";
import { recordRefusal } from "./audit/refusal.ts";
import type { Actor, Context } from "./context.ts";
import { isId } from "./page.ts";

/** A project the caller may look into, and what they are there. Administrators are owners everywhere. */
export type EnteredProject = {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly createdAt: Date;
  readonly role: ProjectRole;
};

type Person = Extract<Actor, { kind: "user" | "token" }>;

/** The person behind a call. Throws `unauthenticated` when there is none. */
export function requirePerson(actor: Actor): Person {
  if (actor.kind === "user" || actor.kind === "token") return actor;
  throw unauthenticated();
}

/** Refuses callers whose credential lacks the scope; sessions hold them all. `signed-in` asks for any credential. */
export function requireAccess(actor: Actor, access: Scope | "signed-in"): void {
  if (actor.kind === "system") return;
  const person = requirePerson(actor);
  if (access === "signed-in" || person.kind === "user") return;
  if (person.scopes.includes(access)) return;
  throw forbidden(`The token lacks the scope ${access}.`, [access]);
}

/** Refuses everybody but administrators, and their tokens without the scope `admin`. */
export function requireAdmin(actor: Actor): void {
  if (actor.kind === "system") return;
  requireAccess(actor, "admin");
  const isWhole = actor.kind !== "token" || actor.projectId === null;
  if (requirePerson(actor).role === "admin" && isWhole) return;
  throw forbidden("Only administrators may do this.");
}

/**
 * The project a call is about, named by slug or id or, when absent, the caller's default one, and the right to do
 * `action` in it. Throws `not_found` for projects the caller is no member of, `forbidden` for too small a role or scope.
 */
export async function enterProject(
  ctx: Context,
  action: Action,
  reference: string | null | undefined,
): Promise<EnteredProject> {
  return judged(ctx, action, await resolveProject(ctx, reference));
}

/**
 * The right to do `action` in the project an object was found in. Throws `not_found` naming `what` when the caller may
 * not know of it, `forbidden` for too small a role or scope.
 */
export async function authorize(
  ctx: Context,
  action: Action,
  projectId: string,
  what = "project",
): Promise<EnteredProject> {
  return judged(ctx, action, await reach(ctx, { id: projectId }, what));
}

/** The project a call is about, without asking what for. Throws `not_found`. */
export async function resolveProject(
  ctx: Context,
  reference: string | null | undefined,
): Promise<EnteredProject> {
  if (reference === null || reference === undefined) {
    return reach(ctx, { id: defaultProjectOf(ctx.actor) }, "project");
  }
  return reach(ctx, isId(reference) ? { id: reference } : { slug: reference }, "project");
}

function defaultProjectOf(actor: Actor): string {
  const person = requirePerson(actor);
  return (person.kind === "token" ? person.projectId : null) ?? person.defaultProjectId;
}

async function reach(
  ctx: Context,
  by: { readonly id: string } | { readonly slug: string },
  what: string,
): Promise<EnteredProject> {
  const { actor } = ctx;
  const userId = actor.kind === "system" ? null : requirePerson(actor).userId;
  const row = await findProject(ctx.db, by, userId);
  const role = row === undefined ? null : roleOf(actor, row);
  if (row === undefined || role === null) throw notFound(what);
  return { id: row.id, slug: row.slug, name: row.name, createdAt: row.createdAt, role };
}

function roleOf(actor: Actor, row: ProjectRow): ProjectRole | null {
  switch (actor.kind) {
    case "anonymous":
      return null;
    case "system":
      return "owner";
    case "user":
      return actor.role === "admin" ? "owner" : row.role;
    case "token":
      if (actor.projectId !== null && actor.projectId !== row.id) return null;
      return actor.role === "admin" ? "owner" : row.role;
  }
}

async function judged(
  ctx: Context,
  action: Action,
  project: EnteredProject,
): Promise<EnteredProject> {
  const refusal = refusalOf(ctx.actor, action, project.role);
  if (refusal === null) return project;
  const what = { action, role: project.role };
  await recordRefusal(ctx, refusal, { projectId: project.id, what });
  throw refusal;
}

function refusalOf(actor: Actor, action: Action, role: ProjectRole): ServiceError | null {
  const { scope, role: least } = RIGHTS[action];
  if (actor.kind === "token" && !actor.scopes.includes(scope)) {
    return forbidden(`The token lacks the scope ${scope}.`, [scope]);
  }
  if (mayDo(role, action)) return null;
  return forbidden(`As ${role} of the project you may not do this; it needs ${least}.`);
}
