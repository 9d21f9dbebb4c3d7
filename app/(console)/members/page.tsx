import { MembersScreen } from "../../../components/members/members-screen.tsx";
import { mayDo } from "../../../lib/contracts/rights.ts";
import { requirePerson } from "../../../lib/services/authorize.ts";
import { listInvitations } from "../../../lib/services/invitations/list.ts";
import { listMembers } from "../../../lib/services/projects/members.ts";
import { readPresentProject } from "../../../lib/services/projects/read.ts";
import { signedInContext } from "../../context.ts";
import { add, remove, setRole, withdraw } from "./actions.ts";

export const metadata = { title: "Members" };

export default async function MembersPage() {
  const ctx = await signedInContext();
  const project = await readPresentProject(ctx);
  const mayWrite = mayDo(project.role, "members.write");
  const [members, invitations] = await Promise.all([
    listMembers(ctx, project.slug),
    mayWrite ? listInvitations(ctx, { project: project.slug, limit: 200 }) : { data: [] },
  ]);
  return (
    <MembersScreen
      project={project}
      me={requirePerson(ctx.actor).userId}
      members={members.data}
      invitations={invitations.data}
      mayWrite={mayWrite}
      actions={{ add, setRole, remove, withdraw }}
    />
  );
}
