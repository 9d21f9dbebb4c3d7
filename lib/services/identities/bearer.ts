import { findIdentity, type KnownIdentity, lockIdentity } from "../../../db/queries/identities.ts";
import { programOf } from "../../domain/identity/program.ts";
import type { Actor, Platform } from "../context.ts";
import { admitPerson, admitProgram, requireGrantedRole } from "./admit.ts";
import { applyRole } from "./apply-role.ts";
import { recordRefusal } from "./record-refusal.ts";
import { IdentityRefused } from "./refused.ts";
import { keyOf, type Vouched } from "./vouched.ts";

type Running = Pick<Platform, "db">;

/** Before it is known who calls, nobody does. */
const NOBODY: { actor: Actor; address: null } = { actor: { kind: "anonymous" }, address: null };

/**
 * The user behind a verified access token. Somebody who comes for the first time is made known as at a sign-in; a
 * program gets a user of its own. Throws `IdentityRefused`, which is entered in the audit when it is the first time.
 */
export async function userOfAccessToken(
  running: Running,
  vouched: Vouched,
): Promise<KnownIdentity> {
  const known = await findIdentity(running.db, keyOf(vouched));
  const found = known ?? (await firstTime(running, vouched));
  if (found.isDisabled) throw new IdentityRefused("account_disabled");
  return found.kind === "program" ? withPresentRole(running, vouched, found) : found;
}

async function firstTime({ db }: Running, vouched: Vouched): Promise<KnownIdentity> {
  const key = keyOf(vouched);
  try {
    return await db.transaction(async (tx) => {
      await lockIdentity(tx, key);
      const clientId = programOf(vouched.claims);
      if ((await findIdentity(tx, key)) === undefined) {
        if (clientId === null) await admitPerson(tx, NOBODY, vouched);
        else await admitProgram(tx, NOBODY, vouched, clientId);
      }
      const made = await findIdentity(tx, key);
      if (made === undefined) throw new Error("an identity is gone that was made just now");
      return made;
    });
  } catch (error) {
    if (error instanceof IdentityRefused)
      await recordRefusal(db, NOBODY, vouched, "token.refused", error);
    throw error;
  }
}

/** Programs never sign in, so each call brings their role: it follows the provider's word like a person's at sign-in. */
async function withPresentRole(
  { db }: Running,
  vouched: Vouched,
  known: KnownIdentity,
): Promise<KnownIdentity> {
  const granted = requireGrantedRole(vouched);
  if (granted === undefined || granted.role === known.role) return known;
  return db.transaction(async (tx) => {
    await applyRole(tx, NOBODY, known.userId, granted);
    return (await findIdentity(tx, keyOf(vouched))) ?? known;
  });
}
