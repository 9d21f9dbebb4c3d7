import type { Tx } from "../../../db/client.ts";
import { findProject, insertProject } from "../../../db/queries/projects.ts";
import { findFirstAdministrator, lockSetup, type UserRow } from "../../../db/queries/users.ts";
import { newId } from "../../platform/ids.ts";
import { hashPassword } from "../../platform/password.ts";
import { recordDeed } from "../audit/record.ts";
import type { Actor, Platform } from "../context.ts";
import { newSigningSecret } from "../projects/new-signing-secret.ts";
import { addUser, DEFAULT_PROJECT } from "../users/add-user.ts";
import { ensureBuiltIns } from "./ensure-built-ins.ts";

const SYSTEM: { actor: Actor; address: null } = { actor: { kind: "system" }, address: null };

export type FirstRun = {
  /** The administrator made now; null when there was one or none was wanted. */
  readonly madeAdministrator: string | null;
};

/**
 * Brings an installation to the state everything else relies on: the project `default`, the built-in templates in this
 * release's text, and, when there is no administrator, the one given. Doing it twice changes nothing, and of several
 * processes that do it at once one does the work.
 */
export async function ensureFirstRun(
  { db }: Pick<Platform, "db">,
  options: { readonly admin: { readonly email: string; readonly password: string } | null },
): Promise<FirstRun> {
  const { admin } = options;
  const isNeeded = admin !== null && (await findFirstAdministrator(db)) === undefined;
  const passwordHash = isNeeded ? await hashPassword(admin.password) : null;
  return db.transaction(async (tx) => {
    await lockSetup(tx);
    await ensureDefaultProject(tx);
    await ensureBuiltIns(tx);
    if (admin === null || passwordHash === null) return { madeAdministrator: null };
    const made = await ensureAdministrator(tx, admin.email, passwordHash);
    return { madeAdministrator: made?.email ?? null };
  });
}

async function ensureDefaultProject(tx: Tx): Promise<void> {
  if ((await findProject(tx, { slug: DEFAULT_PROJECT }, null)) !== undefined) return;
  await insertProject(tx, {
    id: newId(),
    slug: DEFAULT_PROJECT,
    name: "Default",
    signingSecret: newSigningSecret(),
  });
}

async function ensureAdministrator(
  tx: Tx,
  email: string,
  passwordHash: string,
): Promise<UserRow | null> {
  if ((await findFirstAdministrator(tx)) !== undefined) return null;
  const user = await addUser(
    tx,
    { email, passwordHash, name: undefined, role: "admin" },
    { isFirst: true },
  );
  const object = { kind: "user", id: user.id };
  await recordDeed(tx, SYSTEM, { action: "user.created", object, after: { email, role: "admin" } });
  return user;
}
