import { Door } from "../../components/auth/door.tsx";
import { LinkForm } from "../../components/auth/link-form.tsx";
import { describeReset } from "../../lib/services/password/reset.ts";
import { pageContext } from "../context.ts";
import { filtersIn, type SearchParams } from "../search.ts";
import { reset } from "./actions.ts";

export const metadata = { title: "New password" };

export default async function ResetPasswordPage({
  searchParams,
}: {
  readonly searchParams: SearchParams;
}) {
  const { token = "" } = await filtersIn(searchParams, ["token"]);
  const found = await describeReset(await pageContext(), token);
  if (found === null) {
    return (
      <Door
        title="This link does not work"
        below="Links to set a password work once, for 30 minutes. Ask for a new one."
      />
    );
  }
  return (
    <Door
      title="Set a new password"
      below={
        <>
          For <strong>{found.email}</strong>. You are signed out everywhere.
        </>
      }
    >
      <LinkForm
        action={reset}
        token={token}
        fields={["password"]}
        email={found.email}
        deed="Set password"
        done="Your new password is in force."
      />
    </Door>
  );
}
