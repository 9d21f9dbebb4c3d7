/** Why somebody a provider vouches for is not let in, and the sentence they are told. */
export const IDENTITY_REFUSALS = {
  account_exists:
    "There is an account with your e-mail address already. Sign in to it the way you did before, then connect this provider under Account.",
  account_disabled: "Your account is disabled. Ask an administrator.",
  domain_not_allowed: "Accounts of your e-mail domain may not sign in here.",
  email_missing:
    "The provider did not tell your e-mail address. An administrator may have to ask for the scope email.",
  email_unverified: "Your e-mail address is not verified. Verify it with the provider first.",
  registration_closed:
    "There is no account for you yet, and new ones are not made at sign-in. Ask an administrator.",
  no_role: "None of your groups may use this installation. Ask an administrator.",
  not_a_person: "This is the identity of a program; it uses the API and cannot sign in.",
  identity_taken: "This identity belongs to another account already.",
} as const;

export type IdentityRefusal = keyof typeof IDENTITY_REFUSALS;
