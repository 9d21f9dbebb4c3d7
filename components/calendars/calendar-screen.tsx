"use client";

import { useQuery } from "@tanstack/react-query";
import { Download, Pencil } from "lucide-react";
import Link from "next/link";
import { api } from "../../lib/client/api.ts";
import type { CalendarView } from "../../lib/contracts/calendar.ts";
import type { CalendarEntry } from "../../lib/domain/calendar/types.ts";
import { buttonClass } from "../ui/button-class.ts";
import { LinkButton } from "../ui/link-button.tsx";
import { PageHeader } from "../ui/page-header.tsx";
import { Panel } from "../ui/panel.tsx";
import { useUrlState } from "../ui/use-url-state.ts";
import { calendarKeys } from "./calendar-keys.ts";
import { DeleteCalendar } from "./delete-calendar.tsx";
import { EntryList } from "./entry-list.tsx";
import { YearGlance } from "./year-glance.tsx";
import { yearIn } from "./year-in.ts";

type Props = {
  readonly calendar: CalendarView;
  /** Shown where the address names no other. */
  readonly thisYear: number;
};

export function CalendarScreen({ calendar: rendered, thisYear }: Props) {
  const [params, update] = useUrlState();
  const { data: calendar } = useQuery({
    queryKey: calendarKeys.one(rendered.id),
    queryFn: ({ signal }) => api<CalendarView>(`/api/v1/calendars/${rendered.id}`, { signal }),
    initialData: rendered,
  });
  const entries = calendar.entries as readonly CalendarEntry[];
  return (
    <div className="flex flex-col gap-5">
      <PageHeader
        above={
          <Link href="/calendars" className="hover:text-ink">
            Calendars
          </Link>
        }
        title={<span className="min-w-0 break-words">{calendar.name}</span>}
        below={
          <>
            <code className="font-mono text-xs">{calendar.slug}</code>
            {calendar.description === "" ? null : ` · ${calendar.description}`}
          </>
        }
        actions={
          <>
            <a href={`/api/v1/calendars/${calendar.id}/ics`} download className={buttonClass()}>
              <Download aria-hidden />
              Export
            </a>
            <LinkButton href={`/calendars/${calendar.slug}/edit`} variant="primary">
              <Pencil aria-hidden />
              Edit
            </LinkButton>
            <DeleteCalendar calendar={calendar} />
          </>
        }
      />
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <YearGlance
          entries={entries}
          year={yearIn(params.get("year"), thisYear)}
          onYear={(year) => update({ year: year === thisYear ? undefined : String(year) })}
        />
        <div className="flex min-w-0 flex-col gap-5">
          <UsedBy calendar={calendar} />
          <EntryList entries={entries} />
        </div>
      </div>
    </div>
  );
}

function UsedBy({ calendar: { jobs, jobCount } }: { readonly calendar: CalendarView }) {
  return (
    <Panel title="Used by">
      {jobs.length === 0 ? (
        <p className="px-4 py-3 text-muted text-sm">
          No job yet. Choose it in a job’s schedule, under Calendars.
        </p>
      ) : (
        <ul className="divide-y divide-line">
          {jobs.map((job) => (
            <li key={job.id} className="px-4 py-2 text-sm">
              <Link href={`/jobs/${job.id}`} className="font-medium hover:underline">
                {job.name}
              </Link>
            </li>
          ))}
          {jobCount > jobs.length ? (
            <li className="px-4 py-2 text-muted text-sm">and {jobCount - jobs.length} more</li>
          ) : null}
        </ul>
      )}
    </Panel>
  );
}
