import type { Tx } from "../../../db/client.ts";
import { findProject, putMember } from "../../../db/queries/projects.ts";
import { insertUser, type UserRow } from "../../../db/queries/users.ts";
import type { ProjectRole, UserRole } from "../../contracts/scope.ts";
import { conflict, unavailable } from "../../domain/errors.ts";
import { newId } from "../../platform/ids.ts";
import { makePersonalProject } from "../projects/make-personal.ts";

/** Slug of the project every installation begins with. */
export const DEFAULT_PROJECT = "default";

/** A person to be: the password is already a PHC string, null for those who come through a provider alone. */
type NewPerson = {
  readonly email: string;
  readonly passwordHash: string | null;
  /** Made from the address when absent. */
  readonly name: string | undefined;
  readonly role: UserRole;
  /** A project they are put into, which is then the one they begin in. */
  readonly joins?: { readonly projectId: string; readonly role: ProjectRole };
};

/**
 * Adds a person, with a project of their own. They begin there, or in the project they are put into; administrators begin
 * in the default project, as owners. The first one has that for their own. Throws `conflict` when the address is taken.
 */
export async function addUser(
  tx: Tx,
  person: NewPerson,
  options: { readonly isFirst?: boolean } = {},
): Promise<UserRow> {
  const { email, passwordHash, role } = person;
  const name = person.name ?? nameFrom(email);
  const joins =
    person.joins ??
    (role === "admin" ? { projectId: await defaultProject(tx), role: "owner" as const } : null);
  const own =
    options.isFirst === true && joins !== null
      ? joins.projectId
      : await makePersonalProject(tx, { email, name });
  const defaultProjectId = joins?.projectId ?? own;
  const id = newId();
  const user = await insertUser(tx, { id, email, name, passwordHash, role, defaultProjectId });
  if (user === undefined) throw taken();
  await putMember(tx, own, id, "owner");
  if (joins !== null) await putMember(tx, joins.projectId, id, joins.role);
  return user;
}

/** Id of the project every installation begins with. Throws `unavailable` before it is set up. */
export async function defaultProject(tx: Tx): Promise<string> {
  const project = await findProject(tx, { slug: DEFAULT_PROJECT }, null);
  if (project === undefined) throw unavailable("The installation is not set up yet. Try again.");
  return project.id;
}

function taken() {
  return conflict("There is an account with this e-mail address already.", [
    { pointer: "/email", message: "is taken" },
  ]);
}

function nameFrom(email: string): string {
  return email.slice(0, email.indexOf("@"));
}
