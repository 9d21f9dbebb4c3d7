import type { Tx } from "../../../db/client.ts";
import { findProject, putMember } from "../../../db/queries/projects.ts";
import { insertUser, type UserRow } from "../../../db/queries/users.ts";
import type { ProjectRole, UserRole } from "../../contracts/scope.ts";
import { conflict, unavailable } from "../../domain/errors.ts";
import { newId } from "../../platform/ids.ts";

/** Slug of the project every installation begins with. */
export const DEFAULT_PROJECT = "default";

/** A person to be: the password is already a PHC string, null for those who come through a provider alone. */
type NewPerson = {
  readonly email: string;
  readonly passwordHash: string | null;
  /** Made from the address when absent. */
  readonly name: string | undefined;
  readonly role: UserRole;
  /** In the default project; editor (administrators: owner) when absent. */
  readonly projectRole?: ProjectRole;
};

/** Adds a person and makes them a member of the default project. Throws `conflict` when the address is taken. */
export async function addUser(tx: Tx, person: NewPerson): Promise<UserRow> {
  const project = await findProject(tx, { slug: DEFAULT_PROJECT }, null);
  if (project === undefined) throw unavailable("The installation is not set up yet. Try again.");
  const user = await insertUser(tx, {
    id: newId(),
    email: person.email,
    name: person.name ?? nameFrom(person.email),
    passwordHash: person.passwordHash,
    role: person.role,
    defaultProjectId: project.id,
  });
  if (user === undefined) {
    throw conflict("There is an account with this e-mail address already.", [
      { pointer: "/email", message: "is taken" },
    ]);
  }
  const usual = person.role === "admin" ? "owner" : "editor";
  await putMember(tx, project.id, user.id, person.projectRole ?? usual);
  return user;
}

function nameFrom(email: string): string {
  return email.slice(0, email.indexOf("@"));
}
