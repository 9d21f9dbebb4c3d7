"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type FocusEvent, useMemo, useState } from "react";
import { toast } from "../../../lib/client/toasts.ts";
import type { CalendarFindings, CalendarView } from "../../../lib/contracts/calendar.ts";
import type { CalendarEntry } from "../../../lib/domain/calendar/types.ts";
import { SaveBar } from "../../jobs/form/save-bar.tsx";
import { useUnsavedGuard } from "../../jobs/form/use-unsaved-guard.ts";
import { visibleProblems } from "../../jobs/form/visible-problems.ts";
import { ProblemsProvider } from "../../ui/problems.tsx";
import { calendarKeys } from "../calendar-keys.ts";
import { YearGlance } from "../year-glance.tsx";
import { CalendarAbout } from "./calendar-about.tsx";
import {
  type CalendarDraft,
  calendarBody,
  calendarDraft,
  checkCalendar,
  withFound,
} from "./calendar-draft.ts";
import { EntriesEditor } from "./entries-editor.tsx";
import { readyEntry } from "./entry-draft.ts";
import { ImportPanel } from "./import-panel.tsx";
import { useImport } from "./use-import.ts";
import { useSaveCalendar } from "./use-save-calendar.ts";

type Props = { readonly calendar: CalendarView | null; readonly thisYear: number };

/** One form for a new calendar and for a changed one, with the year it makes beside it. */
export function CalendarForm({ calendar, thisYear }: Props) {
  const router = useRouter();
  const client = useQueryClient();
  const [start] = useState(() => calendarDraft(calendar));
  const [draft, setDraft] = useState<CalendarDraft>(start);
  const [year, setYear] = useState(thisYear);
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const [submitted, setSubmitted] = useState(false);
  const [saved, setSaved] = useState(false);
  const importing = useImport();
  const { saving, refusal, save } = useSaveCalendar(calendar);
  const own = useMemo(() => checkCalendar(draft), [draft]);
  const body = calendarBody(draft, calendar === null);
  const problems = visibleProblems({ own, refusal, body, touched, submitted });
  const shown = useShownEntries(draft, importing.looked?.found ?? null);
  useUnsavedGuard(draft !== start && !saved);

  const set = (change: Partial<CalendarDraft>) => setDraft((now) => ({ ...now, ...change }));
  const use = (found: CalendarFindings, how: "replace" | "add") => {
    setDraft((now) => withFound(now, found, how));
    importing.drop();
  };
  const submit = async () => {
    setSubmitted(true);
    if (own.length > 0) return;
    const stored = await save(body);
    if (stored === undefined) return;
    setSaved(true);
    void client.invalidateQueries({ queryKey: calendarKeys.list });
    client.setQueryData(calendarKeys.one(stored.id), stored);
    toast({ tone: "good", text: `${stored.name} saved` });
    router.push(`/calendars/${stored.slug}`);
  };
  const noticeLeft = ({ target }: FocusEvent) => {
    const pointer = target.closest<HTMLElement>("[data-pointer]")?.dataset["pointer"];
    if (pointer !== undefined) setTouched((all) => new Set([...all, pointer]));
  };

  return (
    <form
      noValidate
      onBlur={noticeLeft}
      onKeyDown={(event) => {
        if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        void submit();
      }}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
      className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_24rem]"
    >
      <ProblemsProvider problems={problems}>
        <div className="flex min-w-0 flex-col gap-5">
          <ImportPanel importing={importing} hasEntries={draft.entries.length > 0} onUse={use} />
          <CalendarAbout draft={draft} isNew={calendar === null} set={set} />
          <EntriesEditor
            entries={draft.entries}
            problems={problems}
            onChange={(entries) => set({ entries })}
          />
        </div>
      </ProblemsProvider>
      <div className="flex min-w-0 flex-col gap-4 lg:sticky lg:top-8">
        <SaveBar
          saving={saving}
          label={calendar === null ? "Create calendar" : "Save changes"}
          back={calendar === null ? "/calendars" : `/calendars/${calendar.slug}`}
          problems={submitted ? problems.length : 0}
        />
        <YearGlance entries={shown} year={year} onYear={setYear} narrow />
      </div>
    </form>
  );
}

/** The entries the year shows: those of a file that is being looked at, else the form's own that are complete. */
function useShownEntries(
  { entries }: CalendarDraft,
  found: CalendarFindings | null,
): readonly CalendarEntry[] {
  return useMemo(
    () =>
      found === null
        ? entries.map(readyEntry).filter((entry) => entry !== null)
        : (found.entries as readonly CalendarEntry[]),
    [entries, found],
  );
}
