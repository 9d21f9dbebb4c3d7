import { createHash } from "node:crypto";
import type { Tx } from "../../../db/client.ts";
import { insertIdentity } from "../../../db/queries/identities.ts";
import { ServiceError } from "../../domain/errors.ts";
import { type GrantedRole, grantedRole } from "../../domain/identity/granted-role.ts";
import { personIn } from "../../domain/identity/person.ts";
import { recordDeed } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { addUser, defaultProject } from "../users/add-user.ts";
import { IdentityRefused } from "./refused.ts";
import { keyOf, type Vouched } from "./vouched.ts";

type Auditing = Pick<Context, "actor" | "address">;

/** The address and name a provider vouches for. Throws `IdentityRefused` for an address that is not accepted. */
export function requireVouchedPerson({ claims, provider }: Vouched) {
  const person = personIn(claims, provider);
  if (typeof person === "string") throw new IdentityRefused(person);
  return person;
}

/** The role the claims give; undefined where roles are given in Punctual alone. Throws `IdentityRefused` (`no_role`). */
export function requireGrantedRole({ claims, provider }: Vouched): GrantedRole | undefined {
  if (provider.roles === null) return undefined;
  const granted = grantedRole(claims, provider.roles);
  if (granted === null) throw new IdentityRefused("no_role");
  return granted;
}

/**
 * Makes the user of a person who comes for the first time. Throws `IdentityRefused` where new ones are not made, and for an
 * address that another account has: an address alone proves nothing.
 */
export async function admitPerson(tx: Tx, ctx: Auditing, vouched: Vouched): Promise<string> {
  const { email, name } = requireVouchedPerson(vouched);
  return admit(tx, ctx, vouched, { email, name, kind: "person", label: email });
}

/** Makes the user of a program that calls for the first time, under an address nobody can have. Throws as {@link admitPerson}. */
export async function admitProgram(
  tx: Tx,
  ctx: Auditing,
  vouched: Vouched,
  clientId: string,
): Promise<string> {
  const { issuer, subject } = keyOf(vouched);
  const digest = createHash("sha256").update(`${issuer} ${subject}`).digest("hex").slice(0, 12);
  const name = clientId.slice(0, 200);
  const email = `program-${digest}@service.invalid`;
  return admit(tx, ctx, vouched, { email, name, kind: "program", label: clientId });
}

type NewUser = {
  readonly email: string;
  readonly name: string | undefined;
  readonly kind: "person" | "program";
  readonly label: string;
};

async function admit(
  tx: Tx,
  ctx: Auditing,
  vouched: Vouched,
  { email, name, kind, label }: NewUser,
): Promise<string> {
  const granted = requireGrantedRole(vouched);
  if (vouched.provider.registration === "closed") throw new IdentityRefused("registration_closed");
  const role = granted?.role ?? "member";
  const projectRole = granted?.projectRole ?? null;
  const person = { email, name, passwordHash: null, role };
  // Whom the provider gives a role in the default project begins there.
  const joins =
    projectRole === null
      ? {}
      : { joins: { projectId: await defaultProject(tx), role: projectRole } };
  const user = await addUser(tx, { ...person, ...joins }).catch(asRefusal);
  await insertIdentity(tx, { ...keyOf(vouched), userId: user.id, kind, label });
  await recordDeed(tx, ctx, {
    action: "user.registered",
    object: { kind: "user", id: user.id },
    after: { email, role, kind, provider: vouched.provider.id, subject: vouched.subject },
  });
  return user.id;
}

function asRefusal(error: unknown): never {
  const isTaken = error instanceof ServiceError && error.code === "conflict";
  throw isTaken ? new IdentityRefused("account_exists") : error;
}
