"use client";

import { CalendarOff, FileUp, Plus } from "lucide-react";
import dynamic from "next/dynamic";
import Link from "next/link";
import { type FirstPage, useLiveList } from "../../lib/client/use-live-list.ts";
import type { CalendarSummaryView } from "../../lib/contracts/calendar.ts";
import { EmptyState } from "../ui/empty-state.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { ListStates } from "../ui/list-states.tsx";
import { PageHeader } from "../ui/page-header.tsx";
import { Panel } from "../ui/panel.tsx";
import { RelativeTime } from "../ui/relative-time.tsx";
import { SearchInput } from "../ui/search-input.tsx";
import { SkeletonRows } from "../ui/skeleton.tsx";
import { useUrlState } from "../ui/use-url-state.ts";
import { calendarKeys } from "./calendar-keys.ts";

const FeedsPanel = dynamic(
  () => import("../feeds/feeds-panel.tsx").then((module) => module.FeedsPanel),
  { ssr: false, loading: () => <SkeletonRows rows={2} /> },
);

type Props = { readonly first: FirstPage<CalendarSummaryView> };

export function CalendarsScreen({ first }: Props) {
  const [params, update] = useUrlState();
  const q = params.get("q") ?? undefined;
  const list = useLiveList({
    queryKey: calendarKeys.filtered(q),
    path: "/api/v1/calendars",
    filters: { q },
    first,
  });
  return (
    <div className="flex flex-col gap-5">
      <PageHeader
        title="Calendars"
        below="Days and hours on which jobs do not fire: holidays, weekends, closing times."
        actions={
          <>
            <ImportLink />
            <LinkButton href="/calendars/new" variant="primary">
              <Plus aria-hidden />
              New calendar
            </LinkButton>
          </>
        }
      />
      <SearchInput
        label="Search calendars"
        value={q ?? ""}
        onChange={(text) => update({ q: text })}
      />
      <Panel className="overflow-visible">
        <ListStates list={list} empty={<NoCalendars filtered={q !== undefined} />}>
          {(calendars) => (
            <ul className="divide-y divide-line">
              {calendars.map((calendar) => (
                <CalendarRow key={calendar.id} calendar={calendar} />
              ))}
            </ul>
          )}
        </ListStates>
      </Panel>
      <FeedsPanel />
    </div>
  );
}

function ImportLink() {
  return (
    <LinkButton href="/calendars/new">
      <FileUp aria-hidden />
      Import a file
    </LinkButton>
  );
}

function NoCalendars({ filtered }: { readonly filtered: boolean }) {
  if (filtered) {
    return (
      <EmptyState icon={CalendarOff} title="No calendar matches">
        None has this in its name.
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={CalendarOff} title="Tell jobs when to rest" action={<ImportLink />}>
      Import the public holidays of your country from an .ics file, or list days and hours yourself.
      Jobs that name the calendar then skip those moments, or move them to the next allowed day.
    </EmptyState>
  );
}

function CalendarRow({ calendar }: { readonly calendar: CalendarSummaryView }) {
  return (
    <li className="relative flex flex-wrap items-center gap-x-5 gap-y-1 px-4 py-3 text-sm transition-colors hover:bg-hover">
      <CalendarOff aria-hidden className="size-4 shrink-0 text-muted" />
      <div className="min-w-0 flex-1 basis-60">
        <Link
          href={`/calendars/${calendar.slug}`}
          className="font-medium after:absolute after:inset-0"
        >
          {calendar.name}
        </Link>
        <p className="truncate text-muted text-xs">{calendar.description || calendar.slug}</p>
      </div>
      <span className="text-muted text-xs tabular-nums sm:w-20 sm:text-right">
        {counted(calendar.entryCount, "entry", "entries")}
      </span>
      <span className="text-muted text-xs tabular-nums sm:w-14 sm:text-right">
        {counted(calendar.jobCount, "job", "jobs")}
      </span>
      <span className="hidden w-28 text-right text-muted text-xs sm:block">
        <RelativeTime at={calendar.updatedAt} />
      </span>
    </li>
  );
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
