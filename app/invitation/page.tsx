import { Door } from "../../components/auth/door.tsx";
import { LinkForm } from "../../components/auth/link-form.tsx";
import { describeInvitation } from "../../lib/services/invitations/accept.ts";
import { pageContext } from "../context.ts";
import { filtersIn, type SearchParams } from "../search.ts";
import { accept } from "./actions.ts";

export const metadata = { title: "Invitation" };

export default async function InvitationPage({
  searchParams,
}: {
  readonly searchParams: SearchParams;
}) {
  const { token = "" } = await filtersIn(searchParams, ["token"]);
  const invitation = await describeInvitation(await pageContext(), token);
  if (invitation === null) {
    return (
      <Door
        title="This link does not work"
        below="Invitations work once, for seven days, until they are withdrawn. Ask whoever sent it for a new one."
      />
    );
  }
  const { email, project, invitedBy } = invitation;
  return (
    <Door
      title="Make your account"
      below={
        <>
          {invitedBy ?? "An administrator"} invites <strong>{email}</strong>
          {project === null ? "" : ` to the project ${project}`}.
        </>
      }
    >
      <LinkForm
        action={accept}
        token={token}
        fields={["name", "password"]}
        email={email}
        deed="Make account"
        done="Your account is made."
      />
    </Door>
  );
}
