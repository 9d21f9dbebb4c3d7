"use client";

import { FileUp, Info, TriangleAlert } from "lucide-react";
import { type DragEvent, useRef, useState } from "react";
import type { CalendarFindings } from "../../../lib/contracts/calendar.ts";
import type { CalendarEntry } from "../../../lib/domain/calendar/types.ts";
import { Button } from "../../ui/button.tsx";
import { EntryLine } from "../entry-line.tsx";
import type { Import } from "./use-import.ts";

const SHOWN = 6;

type Props = {
  readonly importing: Import;
  /** There are entries that what is found can be added to. */
  readonly hasEntries: boolean;
  readonly onUse: (found: CalendarFindings, how: "replace" | "add") => void;
};

/** Takes an iCalendar file and shows what it holds before anything of it is used. */
export function ImportPanel({ importing, hasEntries, onUse }: Props) {
  const { busy, looked, look, drop } = importing;
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const take = (file: File | undefined | null) => {
    if (file) void look(file);
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files.item(0));
  };
  return (
    <section
      aria-label="Import"
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
      className={`rounded-lg border border-dashed p-4 transition-colors ${over ? "border-accent bg-accent-soft" : "border-line-strong"}`}
    >
      <div className="flex flex-wrap items-center gap-3">
        <Button busy={busy} onClick={() => input.current?.click()}>
          <FileUp aria-hidden />
          Choose a file
        </Button>
        <p className="min-w-0 flex-1 basis-56 text-muted text-xs">
          An iCalendar file (.ics), such as the public holidays of a country. You see what it holds
          before it is saved.
        </p>
        <input
          ref={input}
          type="file"
          accept=".ics,text/calendar"
          aria-label="iCalendar file"
          tabIndex={-1}
          className="sr-only"
          onChange={(event) => {
            take(event.target.files?.item(0));
            event.target.value = "";
          }}
        />
      </div>
      <div aria-live="polite">
        {looked === null ? null : looked.found === null ? (
          <Refused file={looked.file} reasons={looked.refused} />
        ) : (
          <Found
            file={looked.file}
            found={looked.found}
            hasEntries={hasEntries}
            onUse={onUse}
            onDrop={drop}
          />
        )}
      </div>
    </section>
  );
}

function Refused({
  file,
  reasons,
}: {
  readonly file: string;
  readonly reasons: readonly string[];
}) {
  return (
    <div className="mt-3 flex gap-2 text-bad text-sm">
      <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0">
        <p className="break-words font-medium">{file} cannot be taken</p>
        <ul className="break-words text-xs">
          {[...new Set(reasons)].map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      </div>
    </div>
  );
}

type FoundProps = Pick<Props, "hasEntries" | "onUse"> & {
  readonly file: string;
  readonly found: CalendarFindings;
  readonly onDrop: () => void;
};

function Found({ file, found, hasEntries, onUse, onDrop }: FoundProps) {
  const entries = found.entries as readonly CalendarEntry[];
  const first = entries.slice(0, SHOWN);
  return (
    <div className="mt-3 flex flex-col gap-3 border-line border-t pt-3">
      <p className="break-words text-sm">
        <span className="font-medium">{found.name || file}</span>{" "}
        <span className="text-muted">
          holds {entries.length === 1 ? "one entry" : `${entries.length} entries`}. The year shows
          them.
        </span>
      </p>
      <ul className="flex flex-col gap-1">
        {first.map((entry, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: entries have no identity, and the list does not change
          <li key={place}>
            <EntryLine entry={entry} />
          </li>
        ))}
        {entries.length > SHOWN ? (
          <li className="text-muted text-xs">and {entries.length - SHOWN} more</li>
        ) : null}
      </ul>
      {found.notices.map((notice) => (
        <p key={notice} className="flex gap-2 text-warn text-xs">
          <Info aria-hidden className="mt-0.5 size-3.5 shrink-0" />
          {notice}
        </p>
      ))}
      <div className="flex flex-wrap gap-2">
        <Button variant="primary" onClick={() => onUse(found, "replace")}>
          {hasEntries ? "Replace the entries" : "Use these entries"}
        </Button>
        {hasEntries ? (
          <Button onClick={() => onUse(found, "add")}>Add to the entries</Button>
        ) : null}
        <Button variant="ghost" onClick={onDrop}>
          Leave it
        </Button>
      </div>
    </div>
  );
}
