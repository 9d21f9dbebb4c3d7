import { AccountScreen } from "../../../components/account/account-screen.tsx";
import { signInError } from "../../../components/auth/sign-in-errors.ts";
import { listWaysIn } from "../../../lib/services/identities/list.ts";
import { describeMe } from "../../../lib/services/session/me.ts";
import { signedInContext } from "../../context.ts";
import { filtersIn, type SearchParams } from "../../search.ts";
import { connect, disconnect } from "./actions.ts";
import { changePassword, save } from "./profile-actions.ts";

export const metadata = { title: "Account" };

export default async function AccountPage({
  searchParams,
}: {
  readonly searchParams: SearchParams;
}) {
  const ctx = await signedInContext();
  const { error } = await filtersIn(searchParams, ["error"]);
  const [me, ways] = await Promise.all([describeMe(ctx), listWaysIn(ctx)]);
  return (
    <AccountScreen
      me={me}
      ways={ways}
      home={ctx.config.publicUrl}
      problem={signInError(error)}
      save={save}
      changePassword={changePassword}
      connect={connect}
      disconnect={disconnect}
    />
  );
}
