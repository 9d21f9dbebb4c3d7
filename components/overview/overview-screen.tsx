"use client";

import { useQuery } from "@tanstack/react-query";
import { CircleCheck, Plus, Rocket } from "lucide-react";
import dynamic from "next/dynamic";
import Link from "next/link";
import type { ReactNode } from "react";
import { api, withQuery } from "../../lib/client/api.ts";
import { queryKeys } from "../../lib/client/query-keys.ts";
import { RENDERED_BEFORE } from "../../lib/client/rendered-before.ts";
import type { JobActions } from "../jobs/job-actions.ts";
import { EmptyState } from "../ui/empty-state.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { PageHeader } from "../ui/page-header.tsx";
import { Panel } from "../ui/panel.tsx";
import { NextFires } from "./next-fires.tsx";
import { OVERVIEW_LISTS, type Overview } from "./overview-lists.ts";
import { RunList } from "./run-list.tsx";
import { Tiles } from "./tiles.tsx";

const ProjectLedger = dynamic(() =>
  import("../ledger/project-ledger.tsx").then((module) => module.ProjectLedger),
);

type Props = { readonly first: Overview; readonly actions: JobActions };

async function readOverview(signal: AbortSignal): Promise<Overview> {
  const read = <T,>(path: string, query: ListQuery) => {
    const { status, limit } = query;
    return api<T>(withQuery(path, { status: status?.join(","), limit }), { signal });
  };
  const { live, troubled, jobs, workers } = OVERVIEW_LISTS;
  const [liveRuns, troubledRuns, activeJobs, someWorkers] = await Promise.all([
    read<Overview["live"]>("/api/v1/runs", live),
    read<Overview["troubled"]>("/api/v1/runs", troubled),
    read<Overview["jobs"]>("/api/v1/jobs", jobs),
    read<Overview["workers"]>("/api/v1/workers", workers),
  ]);
  return { live: liveRuns, troubled: troubledRuns, jobs: activeJobs, workers: someWorkers };
}

type ListQuery = {
  readonly status?: readonly string[] | undefined;
  readonly limit?: number | undefined;
};

export function OverviewScreen({ first, actions }: Props) {
  const { data } = useQuery({
    queryKey: queryKeys.overview,
    queryFn: ({ signal }) => readOverview(signal),
    initialData: first,
    initialDataUpdatedAt: RENDERED_BEFORE,
  });
  const { live, troubled, jobs } = data;
  if (jobs.data.length === 0 && live.data.length === 0 && troubled.data.length === 0) {
    return <FirstSteps />;
  }
  return (
    <div className="flex flex-col gap-5">
      <PageHeader title="Overview" actions={<NewJob />} />
      <Tiles overview={data} />
      <ProjectLedger />
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
        <Panel title="Next" aside={<All href="/jobs">All jobs</All>}>
          <NextFires jobs={jobs.data} actions={actions} />
        </Panel>
        <div className="flex min-w-0 flex-col gap-5">
          <Panel
            title="Running and waiting"
            aside={<All href="/runs?status=running,cancelling,pending">All</All>}
          >
            <RunList runs={live.data} empty={<Quiet>Nothing is running at the moment.</Quiet>} />
          </Panel>
          <Panel title="Recent trouble" aside={<All href="/runs?status=failed,missed">All</All>}>
            <RunList
              runs={troubled.data}
              empty={
                <Quiet>
                  <CircleCheck aria-hidden className="size-4 text-good" />
                  Nothing has failed or been missed.
                </Quiet>
              }
            />
          </Panel>
        </div>
      </div>
    </div>
  );
}

function All({ href, children }: { readonly href: string; readonly children: string }) {
  return (
    <Link href={href} className="font-medium text-muted text-xs hover:text-ink">
      {children}
    </Link>
  );
}

function Quiet({ children }: { readonly children: ReactNode }) {
  return (
    <p className="flex items-center justify-center gap-2 px-4 py-6 text-center text-muted text-sm">
      {children}
    </p>
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

function FirstSteps() {
  return (
    <div className="flex flex-col gap-5">
      <PageHeader title="Overview" />
      <Panel>
        <EmptyState icon={Rocket} title="Everything is ready for the first job" action={<NewJob />}>
          Choose a template, say when, and watch it fire on this screen. An HTTP call every few
          seconds is a good start.
        </EmptyState>
      </Panel>
    </div>
  );
}
