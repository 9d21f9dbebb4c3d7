"use client";

import type { InvitationView } from "../../lib/contracts/account.ts";
import { Button } from "../ui/button.tsx";
import { Panel } from "../ui/panel.tsx";
import { RelativeTime } from "../ui/relative-time.tsx";

type Props = {
  readonly invitations: readonly InvitationView[];
  readonly busy: boolean;
  readonly onWithdraw: (id: string) => void;
};

/** Links that are on their way, and how to take them back. */
export function InvitationsPanel({ invitations, busy, onWithdraw }: Props) {
  if (invitations.length === 0) return null;
  return (
    <Panel title="Open invitations">
      <ul className="divide-y divide-line">
        {invitations.map(({ id, email, role, project, invitedBy, expiresAt }) => (
          <li key={id} className="flex min-h-13 flex-wrap items-center gap-x-4 gap-y-2 px-4 py-2">
            <div className="min-w-0 flex-1 basis-48">
              <p className="truncate font-medium text-sm">{email}</p>
              <p className="truncate text-muted text-xs">
                {project === null ? "An account" : `${role} of ${project}`}
                {invitedBy === null ? "" : `, invited by ${invitedBy}`}
              </p>
            </div>
            <span className="text-muted text-xs">
              expires <RelativeTime at={expiresAt} />
            </span>
            <Button
              size="sm"
              disabled={busy}
              aria-label={`Withdraw the invitation of ${email}`}
              onClick={() => onWithdraw(id)}
            >
              Withdraw
            </Button>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
