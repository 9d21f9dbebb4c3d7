"use client";

import { LogOut } from "lucide-react";
import Link from "next/link";
import { IconButton } from "../ui/icon-button.tsx";

type Props = {
  readonly name: string;
  readonly email: string;
  readonly signOut: () => Promise<void>;
};

export function UserFoot({ name, email, signOut }: Props) {
  return (
    <div className="flex items-center gap-2.5 rounded-md px-2 py-1.5">
      <Link
        href="/account"
        className="flex min-w-0 flex-1 items-center gap-2.5 rounded-md hover:text-accent"
      >
        <span
          aria-hidden
          className="flex size-6 shrink-0 items-center justify-center rounded-full bg-accent-soft font-semibold text-2xs text-accent uppercase"
        >
          {name.slice(0, 1)}
        </span>
        <span className="min-w-0 flex-1">
          <span className="block truncate font-medium text-xs">{name}</span>
          <span className="block truncate text-2xs text-muted">{email}</span>
        </span>
      </Link>
      <form action={signOut}>
        <IconButton type="submit" label="Sign out">
          <LogOut aria-hidden />
        </IconButton>
      </form>
    </div>
  );
}
