import type { IdentityRefusal } from "../../domain/identity/refusals.ts";
import type { Vouched } from "../../services/identities/vouched.ts";

/** How far one answer of a provider has got, from the code it brought to a session. */
export type Attempt = {
  /** Set once the ID token is verified. */
  vouched: Vouched | null;
  /** The session that was begun, or that the identity was connected in. */
  sessionId: string | null;
  /** Why a known identity was not let in; entered in the audit already. */
  refusal: IdentityRefusal | null;
};

/** Nothing proved yet. */
export function newAttempt(): Attempt {
  return { vouched: null, sessionId: null, refusal: null };
}
