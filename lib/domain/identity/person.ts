import { type Claims, claimAt, textAt } from "./claims.ts";
import type { IdentityRefusal } from "./refusals.ts";

/** What a provider's word on e-mail addresses is worth. */
export type EmailRule = {
  readonly emailClaim: string;
  /** An address counts as verified also where nothing is said about it. */
  readonly trustEmail: boolean;
  /** In lower case; empty allows all. */
  readonly allowedDomains: readonly string[];
};

type Person = { readonly email: string; readonly name: string | undefined };

const EMAIL = /^[^\s@]+@[^\s@]+$/;

/** Address and name in the claims, or why the address is not accepted. */
export function personIn(claims: Claims, rule: EmailRule): Person | IdentityRefusal {
  const email = textAt(claims, rule.emailClaim);
  if (email === null || email.length > 254 || !EMAIL.test(email)) return "email_missing";
  if (!isVerified(claims, rule)) return "email_unverified";
  const domain = email.slice(email.indexOf("@") + 1).toLowerCase();
  const { allowedDomains } = rule;
  if (allowedDomains.length > 0 && !allowedDomains.includes(domain)) return "domain_not_allowed";
  const name = textAt(claims, "name") ?? textAt(claims, "preferred_username");
  return { email, name: name?.slice(0, 200) };
}

/** `email_verified` speaks of `email`; some providers write it as a text. An express no always counts. */
function isVerified(claims: Claims, { emailClaim, trustEmail }: EmailRule): boolean {
  const said = claimAt(claims, "email_verified");
  if (said === true || said === "true") return emailClaim === "email" || trustEmail;
  return trustEmail && said === undefined;
}
