"use client";

import { CalendarClock, Plus } from "lucide-react";
import dynamic from "next/dynamic";
import { queryKeys } from "../../lib/client/query-keys.ts";
import { type FirstPage, useLiveList } from "../../lib/client/use-live-list.ts";
import type { JobView } from "../../lib/contracts/job.ts";
import { Button } from "../ui/button.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { ListStates } from "../ui/list-states.tsx";
import { PageHeader } from "../ui/page-header.tsx";
import { Panel } from "../ui/panel.tsx";
import { SearchInput } from "../ui/search-input.tsx";
import { Segmented } from "../ui/segmented.tsx";
import { useUrlState } from "../ui/use-url-state.ts";
import type { JobActions } from "./job-actions.ts";
import { JOB_GRID, JobRow } from "./job-row.tsx";

const PauseAllButton = dynamic(() =>
  import("../projects/pause-all-button.tsx").then((module) => module.PauseAllButton),
);

const STATUSES = [
  { value: "", label: "All" },
  { value: "active", label: "Active" },
  { value: "paused", label: "Paused" },
  { value: "finished", label: "Finished" },
] as const;
type StatusFilter = (typeof STATUSES)[number]["value"];

type Props = {
  readonly first: FirstPage<JobView>;
  readonly actions: JobActions;
};

export function JobsScreen({ first, actions }: Props) {
  const [params, update] = useUrlState();
  const filters = {
    status: params.get("status") ?? undefined,
    q: params.get("q") ?? undefined,
    tag: params.get("tag") ?? undefined,
  };
  const list = useLiveList({
    queryKey: queryKeys.jobs(filters),
    path: "/api/v1/jobs",
    filters,
    first,
  });
  const status = STATUSES.find(({ value }) => value === filters.status)?.value ?? "";
  const filtered = Object.values(filters).some((value) => value !== undefined);
  const clear = () => update({ status: undefined, q: undefined, tag: undefined });

  return (
    <div className="flex flex-col gap-5">
      <PageHeader title="Jobs" below="What runs, when, and how it went." actions={<Actions />} />
      <div className="flex flex-wrap items-center gap-3">
        <SearchInput label="Search jobs" value={filters.q ?? ""} onChange={(q) => update({ q })} />
        <Segmented<StatusFilter>
          label="Status"
          value={status}
          options={STATUSES}
          onChange={(value) => update({ status: value })}
        />
      </div>
      <Panel className="overflow-visible">
        <ListStates list={list} empty={<NoJobs filtered={filtered} onClear={clear} />}>
          {(jobs) => (
            <>
              <ColumnHeads />
              <ul>
                {jobs.map((job) => (
                  <JobRow key={job.id} job={job} actions={actions} />
                ))}
              </ul>
            </>
          )}
        </ListStates>
      </Panel>
    </div>
  );
}

function Actions() {
  return (
    <>
      <PauseAllButton />
      <NewJob />
    </>
  );
}

function ColumnHeads() {
  return (
    <div
      aria-hidden
      className={`hidden h-9 border-line border-b px-4 font-medium text-muted text-xs ${JOB_GRID}`}
    >
      <span>Job</span>
      <span>Schedule</span>
      <span>Next</span>
      <span>Last 20 runs</span>
      <span>Last result</span>
      <span />
    </div>
  );
}

function NewJob() {
  return (
    <LinkButton href="/jobs/new" variant="primary">
      <Plus aria-hidden />
      New job
    </LinkButton>
  );
}

type NoJobsProps = { readonly filtered: boolean; readonly onClear: () => void };

function NoJobs({ filtered, onClear }: NoJobsProps) {
  if (filtered) {
    return (
      <EmptyState
        icon={CalendarClock}
        title="No job matches"
        action={<Button onClick={onClear}>Show all jobs</Button>}
      >
        No job fits this search and status.
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={CalendarClock} title="Schedule your first job" action={<NewJob />}>
      A job is a template, its parameters and a schedule. The first one takes a minute: an HTTP
      call, every few seconds or every Monday at two.
    </EmptyState>
  );
}
