import { forbidden } from "../../domain/errors.ts";
import type { Config } from "../../platform/config.ts";

/** Throws `forbidden` where passwords are switched off (`LOCAL_SIGN_IN=off`). */
export function requireLocalSignIn({ localSignIn }: Pick<Config, "localSignIn">): void {
  if (localSignIn) return;
  throw forbidden("Passwords are switched off here. Sign in through your identity provider.");
}
