import { IDENTITY_REFUSALS } from "../../lib/domain/identity/refusals.ts";

/** What next-auth puts into the address of the page it sends people back to. */
const PROTOCOL_ERRORS = {
  OAuthSignin:
    "The provider cannot be reached, or is not set up correctly. An administrator finds the reason in the log.",
  OAuthCallback:
    "The provider's answer could not be verified, or came too late. Try again; an administrator finds the reason in the log.",
  Callback: "The provider did not confirm the sign-in. Try again.",
  Configuration:
    "Signing in is not set up correctly. An administrator finds the reason in the log.",
  CredentialsSignin: "E-mail address or password is wrong.",
  SessionRequired: "Your session has ended. Sign in again.",
} as const;

const SENTENCES: ReadonlyMap<string, string> = new Map([
  ...Object.entries(IDENTITY_REFUSALS),
  ...Object.entries(PROTOCOL_ERRORS),
]);

/** The sentence for the code in a page's address; null without one. What is not known is never shown as it came. */
export function signInError(code: string | undefined): string | null {
  if (code === undefined) return null;
  return SENTENCES.get(code) ?? "The sign-in did not succeed. Try again.";
}
