"use client";

import { ChevronDown, Trash2 } from "lucide-react";
import type { Problem } from "../../../lib/domain/problem.ts";
import { IconButton } from "../../ui/icon-button.tsx";
import { EntryLine, KIND_LOOKS } from "../entry-line.tsx";
import { type EntryDraft, readyEntry } from "./entry-draft.ts";
import { EntryFields } from "./entry-fields.tsx";

type Props = {
  readonly draft: EntryDraft;
  readonly place: number;
  readonly open: boolean;
  /** What is wrong with it, to be told while it is closed. */
  readonly problems: readonly Problem[];
  readonly onOpen: () => void;
  readonly onChange: (change: Partial<EntryDraft>) => void;
  readonly onRemove: () => void;
};

/** An entry as a line, which opens into its fields. */
export function EntryRow(props: Props) {
  const { draft, place, open, problems, onOpen, onChange, onRemove } = props;
  const entry = readyEntry(draft);
  const label = draft.name.trim() || `entry ${place + 1}`;
  return (
    <li className="px-4 py-2">
      <div className="flex items-center gap-2">
        <button
          type="button"
          aria-expanded={open}
          onClick={onOpen}
          className="flex min-w-0 flex-1 items-center gap-2 rounded-md py-1 text-left"
        >
          <ChevronDown
            aria-hidden
            className={`size-4 shrink-0 text-muted transition-transform ${open ? "" : "-rotate-90"}`}
          />
          {entry === null ? (
            <span className="text-muted text-sm">{KIND_LOOKS[draft.kind].word}, not complete</span>
          ) : (
            <EntryLine entry={entry} />
          )}
        </button>
        <IconButton label={`Remove ${label}`} onClick={onRemove}>
          <Trash2 aria-hidden />
        </IconButton>
      </div>
      {problems.length > 0 && !open ? (
        <p data-field-error className="pl-6 text-bad text-xs">
          {problems[0]?.message}
        </p>
      ) : null}
      {open ? (
        <div className="mt-2 mb-3 ml-6">
          <EntryFields draft={draft} pointer={`/entries/${place}`} onChange={onChange} />
        </div>
      ) : null}
    </li>
  );
}
