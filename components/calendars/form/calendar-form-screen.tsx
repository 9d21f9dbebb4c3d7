"use client";

import dynamic from "next/dynamic";
import Link from "next/link";
import type { CalendarView } from "../../../lib/contracts/calendar.ts";
import { PageHeader } from "../../ui/page-header.tsx";
import { Panel } from "../../ui/panel.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";

const CalendarForm = dynamic(
  () => import("./calendar-form.tsx").then((module) => module.CalendarForm),
  {
    ssr: false,
    loading: () => (
      <Panel className="lg:mr-102">
        <SkeletonRows rows={12} />
      </Panel>
    ),
  },
);

type Props = {
  /** Null for a new one. */
  readonly calendar: CalendarView | null;
  readonly thisYear: number;
};

export function CalendarFormScreen({ calendar, thisYear }: Props) {
  return (
    <div className="flex flex-col gap-5">
      <PageHeader
        above={
          <>
            <Link href="/calendars" className="hover:text-ink">
              Calendars
            </Link>
            {calendar === null ? null : (
              <>
                {" / "}
                <Link href={`/calendars/${calendar.slug}`} className="hover:text-ink">
                  {calendar.name}
                </Link>
              </>
            )}
          </>
        }
        title={calendar === null ? "New calendar" : "Edit calendar"}
        below={
          calendar === null
            ? "Days and hours on which jobs that name it do not fire."
            : "What is due by now is decided as the calendar stands; everything after follows the change."
        }
      />
      <CalendarForm calendar={calendar} thisYear={thisYear} />
    </div>
  );
}
