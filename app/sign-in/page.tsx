import { redirect } from "next/navigation";
import { safeTarget } from "../../components/auth/safe-target.ts";
import { signInError } from "../../components/auth/sign-in-errors.ts";
import { SignInScreen } from "../../components/auth/sign-in-screen.tsx";
import { pageContext } from "../context.ts";
import { filtersIn, type SearchParams } from "../search.ts";
import { signIn, signUp } from "./actions.ts";

export const metadata = { title: "Sign in" };

export default async function SignInPage({
  searchParams,
}: {
  readonly searchParams: SearchParams;
}) {
  const { to, callbackUrl, error } = await filtersIn(searchParams, ["to", "callbackUrl", "error"]);
  const { actor, config } = await pageContext();
  // next-auth writes our own address in front of the path.
  const target = safeTarget(to ?? callbackUrl?.replace(config.publicUrl, "") ?? "/");
  if (actor.kind !== "anonymous") redirect(target);
  const { localSignIn, registration, oidc } = config;
  return (
    <SignInScreen
      to={target}
      signIn={localSignIn ? signIn : null}
      signUp={localSignIn && registration === "open" ? signUp : null}
      providers={oidc.map(({ id, name }) => ({ id, name }))}
      home={config.publicUrl}
      mayReset={localSignIn && config.mail.server !== null}
      problem={signInError(error)}
    />
  );
}
