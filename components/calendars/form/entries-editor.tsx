"use client";

import { useState } from "react";
import type { Problem } from "../../../lib/domain/problem.ts";
import { Button } from "../../ui/button.tsx";
import { Panel } from "../../ui/panel.tsx";
import { KIND_LOOKS } from "../entry-line.tsx";
import { type EntryDraft, type EntryKind, newEntry } from "./entry-draft.ts";
import { EntryRow } from "./entry-row.tsx";

const SHOWN = 60;
const KINDS: readonly EntryKind[] = ["date", "yearly", "weekly", "hours"];

type Props = {
  readonly entries: readonly EntryDraft[];
  /** Faults that may be shown by now. */
  readonly problems: readonly Problem[];
  readonly onChange: (entries: readonly EntryDraft[]) => void;
};

/** The entries of a calendar, each a line that opens, and a button for one more of each kind. */
export function EntriesEditor({ entries, problems, onChange }: Props) {
  const [open, setOpen] = useState<number | null>(null);
  const [all, setAll] = useState(false);
  const add = (kind: EntryKind) => {
    const entry = newEntry(kind);
    // In front, where the eye is: a list of a hundred holidays has its end far away.
    onChange([entry, ...entries]);
    setOpen(entry.key);
  };
  const shown = all ? entries : entries.slice(0, SHOWN);
  return (
    <Panel
      title="Entries"
      aside={<span className="text-muted text-xs tabular-nums">{entries.length}</span>}
    >
      <div className="flex flex-wrap gap-2 border-line border-b px-4 py-3">
        {KINDS.map((kind) => {
          const { icon: Icon, word } = KIND_LOOKS[kind];
          return (
            <Button key={kind} size="sm" onClick={() => add(kind)}>
              <Icon aria-hidden />
              Add: {word.toLowerCase()}
            </Button>
          );
        })}
      </div>
      {entries.length === 0 ? (
        <p className="px-4 py-3 text-muted text-sm">
          Nothing yet. Add days and hours here, or take them from a file.
        </p>
      ) : (
        <ul className="divide-y divide-line">
          {shown.map((entry, place) => (
            <EntryRow
              key={entry.key}
              draft={entry}
              place={place}
              open={open === entry.key}
              problems={problems.filter(({ pointer }) => pointer.startsWith(`/entries/${place}/`))}
              onOpen={() => setOpen(open === entry.key ? null : entry.key)}
              onChange={(change) => onChange(entries.with(place, { ...entry, ...change }))}
              onRemove={() => onChange(entries.filter((one) => one !== entry))}
            />
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
