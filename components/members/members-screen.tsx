"use client";

import { UserPlus } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import type { ActionResult } from "../../lib/client/action-result.ts";
import type { InvitationView } from "../../lib/contracts/account.ts";
import type { MemberView, ProjectView } from "../../lib/contracts/project.ts";
import { useDeed } from "../forms/use-deed.ts";
import { Button } from "../ui/button.tsx";
import { PageHeader } from "../ui/page-header.tsx";
import { Panel } from "../ui/panel.tsx";
import type { Added } from "./add-member-dialog.tsx";
import { InvitationsPanel } from "./invitations-panel.tsx";
import { MemberRow } from "./member-row.tsx";
import { RightsTable } from "./rights-table.tsx";

const AddMemberDialog = dynamic(() =>
  import("./add-member-dialog.tsx").then((module) => module.AddMemberDialog),
);
const ConfirmDialog = dynamic(() =>
  import("../ui/confirm-dialog.tsx").then((module) => module.ConfirmDialog),
);

type Props = {
  readonly project: ProjectView;
  readonly me: string;
  readonly members: readonly MemberView[];
  readonly invitations: readonly InvitationView[];
  readonly mayWrite: boolean;
  readonly actions: {
    readonly add: (
      project: string,
      wish: { email: string; role: string },
    ) => Promise<ActionResult<Added>>;
    readonly setRole: (
      project: string,
      userId: string,
      role: string,
    ) => Promise<ActionResult<null>>;
    readonly remove: (project: string, userId: string) => Promise<ActionResult<null>>;
    readonly withdraw: (id: string) => Promise<ActionResult<null>>;
  };
};

export function MembersScreen({ project, me, members, invitations, mayWrite, actions }: Props) {
  const [adding, setAdding] = useState(false);
  const [leaving, setLeaving] = useState<MemberView | null>(null);
  const { busy, during } = useDeed();
  const remove = async ({ userId, name }: MemberView) => {
    await during(() => actions.remove(project.slug, userId), `${name} is no member any more`);
    setLeaving(null);
  };
  return (
    <div className="flex flex-col gap-5">
      <PageHeader
        title="Members"
        below={`Who is in the project ${project.name}, and what each of them may do.`}
        actions={
          mayWrite ? (
            <Button variant="primary" onClick={() => setAdding(true)}>
              <UserPlus aria-hidden />
              Add member
            </Button>
          ) : null
        }
      />
      <Panel title="People">
        <ul className="divide-y divide-line">
          {members.map((member) => (
            <MemberRow
              key={member.userId}
              member={member}
              isMe={member.userId === me}
              mayWrite={mayWrite}
              busy={busy}
              onRole={(role) =>
                void during(
                  () => actions.setRole(project.slug, member.userId, role),
                  `${member.name} is ${role} now`,
                )
              }
              onRemove={() => setLeaving(member)}
            />
          ))}
        </ul>
      </Panel>
      <InvitationsPanel
        invitations={invitations}
        busy={busy}
        onWithdraw={(id) => void during(() => actions.withdraw(id), "The link no longer works")}
      />
      <RightsTable own={project.role} />
      {adding ? (
        <AddMemberDialog
          project={project.name}
          add={(wish) => actions.add(project.slug, wish)}
          onClose={() => setAdding(false)}
        />
      ) : null}
      {leaving === null ? null : (
        <ConfirmDialog
          title={`Remove ${leaving.name} from ${project.name}?`}
          confirm="Remove member"
          busy={busy}
          onConfirm={() => void remove(leaving)}
          onClose={() => setLeaving(null)}
        >
          They see nothing of the project from now on: what they have open ends within seconds. What
          they made stays.
        </ConfirmDialog>
      )}
    </div>
  );
}
