"use client";

import { Trash2 } from "lucide-react";
import type { MemberView } from "../../lib/contracts/project.ts";
import { Badge } from "../ui/badge.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { RelativeTime } from "../ui/relative-time.tsx";
import { Select } from "../ui/select.tsx";
import { RoleOptions } from "./role-options.tsx";

type Props = {
  readonly member: MemberView;
  readonly isMe: boolean;
  readonly mayWrite: boolean;
  readonly busy: boolean;
  readonly onRole: (role: string) => void;
  readonly onRemove: () => void;
};

export function MemberRow({ member, isMe, mayWrite, busy, onRole, onRemove }: Props) {
  const { name, email, role, createdAt } = member;
  return (
    <li className="flex min-h-13 flex-wrap items-center gap-x-4 gap-y-2 px-4 py-2">
      <div className="min-w-0 flex-1 basis-48">
        <p className="flex items-center gap-2 truncate font-medium text-sm">
          <span className="truncate">{name}</span>
          {isMe ? <Badge>You</Badge> : null}
        </p>
        <p className="truncate text-muted text-xs">{email}</p>
      </div>
      <span className="text-muted text-xs">
        since <RelativeTime at={createdAt} />
      </span>
      {mayWrite ? (
        <>
          <Select
            aria-label={`Role of ${name}`}
            className="w-32"
            value={role}
            disabled={busy}
            onChange={(event) => onRole(event.target.value)}
          >
            <RoleOptions />
          </Select>
          <IconButton label={`Remove ${name}`} disabled={busy} onClick={onRemove}>
            <Trash2 aria-hidden />
          </IconButton>
        </>
      ) : (
        <Badge className="capitalize">{role}</Badge>
      )}
    </li>
  );
}
