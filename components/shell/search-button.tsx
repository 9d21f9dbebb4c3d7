"use client";

import { Search } from "lucide-react";
import { Kbd } from "../ui/kbd.tsx";
import { useOpenOverlay } from "./overlays.tsx";

export function SearchButton() {
  const open = useOpenOverlay();
  return (
    <button
      type="button"
      onClick={() => open("palette")}
      className="flex h-8 w-full items-center gap-2.5 rounded-md border border-line-strong bg-surface px-2.5 text-muted text-sm shadow-card transition-colors hover:bg-hover"
    >
      <Search aria-hidden className="size-3.5" />
      Find
      <span className="ml-auto flex gap-0.5">
        <Kbd>Ctrl</Kbd>
        <Kbd>K</Kbd>
      </span>
    </button>
  );
}
