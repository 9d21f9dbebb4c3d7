"use client";

import { ChevronsUpDown, Globe } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { useNow } from "../../lib/client/use-now.ts";
import { CONTROL } from "../ui/input.tsx";
import { PointerField } from "../ui/pointer-field.tsx";
import { zoneOffset } from "./local-time.ts";

const ZoneDialog = dynamic(() => import("./zone-dialog.tsx").then((module) => module.ZoneDialog));

type Props = { readonly value: string; readonly onChange: (timeZone: string) => void };

/** The zone whose clock a schedule follows, found by name. */
export function ZoneField({ value, onChange }: Props) {
  const [open, setOpen] = useState(false);
  const now = useNow();
  return (
    <PointerField pointer="/schedule/timeZone" label="Time zone" required>
      {(wiring) => (
        <>
          <button
            type="button"
            {...wiring}
            onClick={() => setOpen(true)}
            className={`${CONTROL} flex h-8 max-w-80 items-center gap-2 px-2.5 text-left`}
          >
            <Globe aria-hidden className="size-3.5 shrink-0 text-muted" />
            <span className="truncate">{value}</span>
            <span suppressHydrationWarning className="ml-auto text-muted text-xs tabular-nums">
              {zoneOffset(value, now)}
            </span>
            <ChevronsUpDown aria-hidden className="size-3.5 shrink-0 text-muted" />
          </button>
          {open ? (
            <ZoneDialog value={value} onPick={onChange} onClose={() => setOpen(false)} />
          ) : null}
        </>
      )}
    </PointerField>
  );
}
