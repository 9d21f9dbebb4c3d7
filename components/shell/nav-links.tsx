"use client";

import { clsx } from "clsx";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { isAt } from "./nav.ts";
import { usePlaces } from "./places.tsx";

type Props = { readonly onNavigate?: () => void };

export function NavLinks({ onNavigate }: Props) {
  const pathname = usePathname();
  const places = usePlaces();
  return (
    <ul className="flex flex-col gap-0.5">
      {places.map(({ href, label, icon: Icon }) => {
        const here = isAt(pathname, href);
        return (
          <li key={href}>
            <Link
              href={href}
              {...(onNavigate === undefined ? {} : { onClick: onNavigate })}
              aria-current={here ? "page" : undefined}
              className={clsx(
                "flex h-8 items-center gap-2.5 rounded-md px-2.5 font-medium text-sm transition-colors",
                here ? "bg-idle-soft text-ink" : "text-muted hover:bg-hover hover:text-ink",
              )}
            >
              <Icon aria-hidden className={clsx("size-4", here && "text-accent")} />
              {label}
            </Link>
          </li>
        );
      })}
    </ul>
  );
}
