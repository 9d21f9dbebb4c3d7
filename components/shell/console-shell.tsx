import Link from "next/link";
import type { ReactNode } from "react";
import { Logo } from "../ui/logo.tsx";
import { LiveBadge } from "./live-badge.tsx";
import { MobileMenu } from "./mobile-menu.tsx";
import { Overlays } from "./overlays.tsx";
import { SidebarContent } from "./sidebar-content.tsx";

type Props = {
  /** Which project is shown, and the way to another. */
  readonly switcher: ReactNode;
  /** Who is signed in, at the foot of the sidebar. */
  readonly foot: ReactNode;
  readonly children: ReactNode;
};

export function ConsoleShell({ switcher, foot, children }: Props) {
  return (
    <Overlays>
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-60 focus:rounded-md focus:bg-primary focus:px-3 focus:py-2 focus:text-on-primary"
      >
        Skip to content
      </a>
      <div className="min-h-dvh md:pl-58">
        <aside className="fixed inset-y-0 left-0 hidden w-58 flex-col border-line border-r p-3 md:flex">
          <div className="mb-4 px-2 pt-1">
            <BrandLink />
          </div>
          <SidebarContent switcher={switcher} foot={foot} />
        </aside>
        <header className="sticky top-0 z-20 flex h-12 items-center justify-between border-line border-b bg-canvas/90 px-4 backdrop-blur md:hidden">
          <BrandLink />
          <div className="flex items-center gap-1">
            <LiveBadge />
            <MobileMenu switcher={switcher} foot={foot} />
          </div>
        </header>
        <main
          id="main"
          tabIndex={-1}
          className="mx-auto max-w-6xl px-4 py-6 outline-none md:px-8 md:py-8"
        >
          {children}
        </main>
      </div>
    </Overlays>
  );
}

function BrandLink() {
  return (
    <Link
      href="/"
      className="flex items-center gap-2 rounded font-semibold text-base tracking-tight"
    >
      <Logo />
      Punctual
    </Link>
  );
}
