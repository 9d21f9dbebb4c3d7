"use client";

import { LogOut } from "lucide-react";
import { IconButton } from "../ui/icon-button.tsx";

type Props = {
  readonly name: string;
  readonly email: string;
  readonly signOut: () => Promise<void>;
};

export function UserFoot({ name, email, signOut }: Props) {
  return (
    <div className="flex items-center gap-2.5 rounded-md px-2 py-1.5">
      <span
        aria-hidden
        className="flex size-6 shrink-0 items-center justify-center rounded-full bg-accent-soft font-semibold text-2xs text-accent uppercase"
      >
        {name.slice(0, 1)}
      </span>
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium text-xs">{name}</p>
        <p className="truncate text-2xs text-muted">{email}</p>
      </div>
      <form action={signOut}>
        <IconButton type="submit" label="Sign out">
          <LogOut aria-hidden />
        </IconButton>
      </form>
    </div>
  );
}
