"use client";

import { Command } from "cmdk";
import { Check } from "lucide-react";
import { useMemo } from "react";
import { Dialog } from "../ui/dialog.tsx";
import { zoneOffset } from "./local-time.ts";

type Props = {
  readonly value: string;
  readonly onPick: (timeZone: string) => void;
  readonly onClose: () => void;
};

function allZones(): readonly { readonly name: string; readonly offset: string }[] {
  const now = Date.now();
  const names = new Set(["UTC", ...Intl.supportedValuesOf("timeZone")]);
  return [...names].map((name) => ({ name, offset: zoneOffset(name, now) }));
}

/** Every zone the browser knows, narrowed by typing part of its name. */
export function ZoneDialog({ value, onPick, onClose }: Props) {
  const zones = useMemo(allZones, []);
  return (
    <Dialog open onOpenChange={(open) => open || onClose()} title="Time zone">
      <Command label="Time zones" defaultValue={value} className="-mx-2">
        <Command.Input
          autoFocus
          placeholder="City or region, such as Berlin"
          className="h-9 w-full rounded-md border border-control/70 bg-surface px-3 text-sm outline-none focus:border-accent"
        />
        <Command.List className="mt-2 h-72 overflow-y-auto">
          <Command.Empty className="py-8 text-center text-muted text-sm">
            No zone is called that.
          </Command.Empty>
          {zones.map(({ name, offset }) => (
            <Command.Item
              key={name}
              value={name}
              keywords={[name.replaceAll("_", " ")]}
              onSelect={() => {
                onPick(name);
                onClose();
              }}
              className="flex h-8 cursor-pointer items-center gap-2 rounded-md px-3 text-sm data-[selected=true]:bg-hover"
            >
              <span className="truncate">{name.replaceAll("_", " ")}</span>
              {name === value ? (
                <Check aria-label="chosen" className="size-3.5 text-accent" />
              ) : null}
              <span className="ml-auto text-muted text-xs tabular-nums">{offset}</span>
            </Command.Item>
          ))}
        </Command.List>
      </Command>
    </Dialog>
  );
}
