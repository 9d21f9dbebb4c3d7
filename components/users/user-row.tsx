"use client";

import { Ban, KeyRound, LogOut, RotateCcw } from "lucide-react";
import type { UserView } from "../../lib/contracts/user.ts";
import { Badge } from "../ui/badge.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { RelativeTime } from "../ui/relative-time.tsx";
import { Select } from "../ui/select.tsx";

/** What can be done with somebody from their row. */
export type UserDeed = "disable" | "enable" | "end-sessions" | "reset-link";

type Props = {
  readonly user: UserView;
  readonly isMe: boolean;
  readonly busy: boolean;
  readonly mayReset: boolean;
  readonly onRole: (role: string) => void;
  readonly onDeed: (deed: UserDeed) => void;
};

export function UserRow({ user, isMe, busy, mayReset, onRole, onDeed }: Props) {
  const { name, email, role, disabled, createdAt } = user;
  return (
    <li className="flex min-h-13 flex-wrap items-center gap-x-4 gap-y-2 px-4 py-2">
      <div className="min-w-0 flex-1 basis-48">
        <p className="flex items-center gap-2 font-medium text-sm">
          <span className="truncate">{name}</span>
          {isMe ? <Badge>You</Badge> : null}
          {disabled ? <Badge tone="warn">Disabled</Badge> : null}
        </p>
        <p className="truncate text-muted text-xs">{email}</p>
      </div>
      <span className="text-muted text-xs">
        since <RelativeTime at={createdAt} />
      </span>
      <Select
        aria-label={`Role of ${name}`}
        className="w-36"
        value={role}
        disabled={busy}
        onChange={(event) => onRole(event.target.value)}
      >
        <option value="member">Member</option>
        <option value="admin">Administrator</option>
      </Select>
      <div className="flex items-center gap-1">
        {mayReset && !disabled ? (
          <IconButton
            label={`Make ${name} a link for a new password`}
            disabled={busy}
            onClick={() => onDeed("reset-link")}
          >
            <KeyRound aria-hidden />
          </IconButton>
        ) : null}
        <IconButton
          label={`Sign ${name} out everywhere`}
          disabled={busy}
          onClick={() => onDeed("end-sessions")}
        >
          <LogOut aria-hidden />
        </IconButton>
        <IconButton
          label={`${disabled ? "Enable" : "Disable"} ${name}`}
          disabled={busy}
          onClick={() => onDeed(disabled ? "enable" : "disable")}
        >
          {disabled ? <RotateCcw aria-hidden /> : <Ban aria-hidden />}
        </IconButton>
      </div>
    </li>
  );
}
