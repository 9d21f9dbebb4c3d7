"use client";

import { clsx } from "clsx";
import type { MouseEvent } from "react";

type Tab<T extends string> = { readonly value: T; readonly label: string };

type Props<T extends string> = {
  readonly label: string;
  readonly tabs: readonly Tab<T>[];
  readonly current: T;
  /** The address of a tab, for a new window. */
  readonly href: (value: T) => string;
  readonly onSelect: (value: T) => void;
};

/** Tabs that have an address: they can be shared and opened in a new window, yet switch without asking the server. */
export function TabLinks<T extends string>({ label, tabs, current, href, onSelect }: Props<T>) {
  const select = (event: MouseEvent, value: T) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    onSelect(value);
  };
  return (
    <nav aria-label={label} className="flex gap-5 overflow-x-auto border-line border-b">
      {tabs.map((tab) => (
        <a
          key={tab.value}
          href={href(tab.value)}
          onClick={(event) => select(event, tab.value)}
          aria-current={tab.value === current ? "page" : undefined}
          className={clsx(
            "-mb-px whitespace-nowrap border-b-2 px-0.5 pt-1 pb-2 font-medium text-sm transition-colors",
            tab.value === current
              ? "border-ink text-ink"
              : "border-transparent text-muted hover:text-ink",
          )}
        >
          {tab.label}
        </a>
      ))}
    </nav>
  );
}
