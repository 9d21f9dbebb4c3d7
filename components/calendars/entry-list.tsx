"use client";

import { useState } from "react";
import type { CalendarEntry } from "../../lib/domain/calendar/types.ts";
import { Button } from "../ui/button.tsx";
import { Panel } from "../ui/panel.tsx";
import { EntryLine } from "./entry-line.tsx";
import { inReadingOrder } from "./entry-order.ts";

const SHOWN = 40;

/** All that a calendar excludes, in words. */
export function EntryList({ entries }: { readonly entries: readonly CalendarEntry[] }) {
  const [all, setAll] = useState(false);
  const shown = all ? inReadingOrder(entries) : inReadingOrder(entries).slice(0, SHOWN);
  return (
    <Panel title="Entries" aside={<span className="text-muted text-xs">{entries.length}</span>}>
      {entries.length === 0 ? (
        <p className="px-4 py-3 text-muted text-sm">It excludes nothing yet.</p>
      ) : (
        <ul className="divide-y divide-line">
          {shown.map((entry, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: entries have no identity, and the list does not change
            <li key={place} className="px-4 py-2">
              <EntryLine entry={entry} />
            </li>
          ))}
        </ul>
      )}
      {shown.length < entries.length ? (
        <div className="border-line border-t p-2 text-center">
          <Button variant="ghost" size="sm" onClick={() => setAll(true)}>
            Show all {entries.length}
          </Button>
        </div>
      ) : null}
    </Panel>
  );
}
