"use client";

import dynamic from "next/dynamic";
import { createContext, type ReactNode, useContext, useState } from "react";
import { type Overlay, useShortcuts } from "./shortcuts.ts";

const CommandPalette = dynamic(() =>
  import("./command-palette.tsx").then((module) => module.CommandPalette),
);
const ShortcutsSheet = dynamic(() =>
  import("./shortcuts-sheet.tsx").then((module) => module.ShortcutsSheet),
);

const OpenOverlay = createContext<(overlay: Overlay) => void>(() => {});

export function useOpenOverlay(): (overlay: Overlay) => void {
  return useContext(OpenOverlay);
}

/** The palette and the shortcuts sheet, whose script is loaded when first asked for. */
export function Overlays({ children }: { readonly children: ReactNode }) {
  const [overlay, setOverlay] = useState<Overlay>(null);
  useShortcuts(setOverlay);
  const close = () => setOverlay(null);
  return (
    <OpenOverlay value={setOverlay}>
      {children}
      {overlay === "palette" ? <CommandPalette onClose={close} /> : null}
      {overlay === "shortcuts" ? <ShortcutsSheet onClose={close} /> : null}
    </OpenOverlay>
  );
}
