import { redirect } from "next/navigation";
import { safeTarget } from "../../components/auth/safe-target.ts";
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
  const { to = "/" } = await filtersIn(searchParams, ["to"]);
  const { actor, config } = await pageContext();
  if (actor.kind !== "anonymous") redirect(safeTarget(to));
  return (
    <SignInScreen
      to={safeTarget(to)}
      signIn={signIn}
      signUp={config.registration === "open" ? signUp : null}
    />
  );
}
