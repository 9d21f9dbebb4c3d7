import type { ReactNode } from "react";
import { LiveBadge } from "./live-badge.tsx";
import { NavLinks } from "./nav-links.tsx";
import { SearchButton } from "./search-button.tsx";
import { ThemeButton } from "./theme-button.tsx";

type Props = {
  readonly switcher: ReactNode;
  readonly foot: ReactNode;
  readonly onNavigate?: () => void;
};

export function SidebarContent({ switcher, foot, onNavigate }: Props) {
  return (
    <>
      {switcher}
      <SearchButton />
      <nav aria-label="Main" className="mt-4">
        <NavLinks {...(onNavigate === undefined ? {} : { onNavigate })} />
      </nav>
      <div className="mt-auto flex flex-col gap-2 pt-6">
        <div className="flex items-center justify-between">
          <LiveBadge />
          <ThemeButton />
        </div>
        <div className="border-line border-t pt-2">{foot}</div>
      </div>
    </>
  );
}
