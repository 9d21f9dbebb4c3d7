"use client";

import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useState } from "react";
import { api } from "../../lib/client/api.ts";
import { queryKeys } from "../../lib/client/query-keys.ts";
import { RENDERED_BEFORE } from "../../lib/client/rendered-before.ts";
import { type FirstPage, useLiveList } from "../../lib/client/use-live-list.ts";
import type { JobView } from "../../lib/contracts/job.ts";
import type { RunView } from "../../lib/contracts/run.ts";
import { RunBars } from "../runs/run-bars.tsx";
import { Panel } from "../ui/panel.tsx";
import { TabLinks } from "../ui/tab-links.tsx";
import { useUrlState } from "../ui/use-url-state.ts";
import type { JobActions } from "./job-actions.ts";
import { JobHeader } from "./job-header.tsx";

const JobRuns = dynamic(() => import("./job-runs.tsx").then((module) => module.JobRuns));
const Upcoming = dynamic(() => import("./upcoming.tsx").then((module) => module.Upcoming));
const JobConfiguration = dynamic(() =>
  import("./job-configuration.tsx").then((module) => module.JobConfiguration),
);

const Backfills = dynamic(() =>
  import("../backfills/backfills.tsx").then((module) => module.Backfills),
);

const JobLedger = dynamic(() =>
  import("../ledger/job-ledger.tsx").then((module) => module.JobLedger),
);

const WhyMoment = dynamic(() => import("./why-moment.tsx").then((module) => module.WhyMoment));

const TABS = [
  { value: "runs", label: "Runs" },
  { value: "upcoming", label: "Upcoming" },
  { value: "backfills", label: "Backfills" },
  { value: "configuration", label: "Configuration" },
] as const;
type Tab = (typeof TABS)[number]["value"];

const LEDGER = 50;

type Props = {
  readonly job: JobView;
  readonly firstRuns: FirstPage<RunView>;
  readonly actions: JobActions;
};

export function JobScreen({ job: rendered, firstRuns, actions }: Props) {
  const [params, update] = useUrlState();
  const { data: job } = useQuery({
    queryKey: queryKeys.job(rendered.id),
    queryFn: ({ signal }) => api<JobView>(`/api/v1/jobs/${rendered.id}`, { signal }),
    initialData: rendered,
    initialDataUpdatedAt: RENDERED_BEFORE,
  });
  const filters = { job: job.id };
  const runs = useLiveList({
    queryKey: queryKeys.runs(filters),
    path: "/api/v1/runs",
    filters,
    first: firstRuns,
  });
  const tab = TABS.find(({ value }) => value === params.get("tab"))?.value ?? "runs";

  return (
    <div className="flex flex-col gap-5">
      <JobHeader job={job} actions={actions} />
      <Panel title="Ledger" aside={<LedgerSummary runs={runs.rows} />}>
        <RunBars runs={runs.rows} places={LEDGER} className="mx-4 my-3 h-12!" />
        {job.schedule.kind === "manual" ? null : (
          <JobLedger
            job={job}
            range={params.get("ledger")}
            onRange={(ledger) => update({ ledger })}
          />
        )}
        <WhyQuestion job={job} asked={params.get("why") ?? ""} onAsk={(why) => update({ why })} />
      </Panel>
      <TabLinks<Tab>
        label="Job"
        tabs={TABS}
        current={tab}
        href={(value) => `/jobs/${job.id}?tab=${value}`}
        onSelect={(value) => update({ tab: value === "runs" ? undefined : value })}
      />
      {tab === "runs" ? <JobRuns job={job} list={runs} /> : null}
      {tab === "upcoming" ? <Upcoming job={job} /> : null}
      {tab === "backfills" ? <Backfills job={job} /> : null}
      {tab === "configuration" ? <JobConfiguration job={job} /> : null}
    </div>
  );
}

type WhyProps = {
  readonly job: JobView;
  /** The moment asked for; empty while nobody wonders. */
  readonly asked: string;
  readonly onAsk: (at: string) => void;
};

function WhyQuestion({ job, asked, onAsk }: WhyProps) {
  const [open, setOpen] = useState(asked !== "");
  if (open) return <WhyMoment job={job} asked={asked} onAsk={onAsk} />;
  return (
    <button
      type="button"
      onClick={() => setOpen(true)}
      className="mx-4 mb-3 rounded text-accent text-xs hover:underline"
    >
      Why did nothing run at …?
    </button>
  );
}

/** What the strip shows, as words. */
function LedgerSummary({ runs }: { readonly runs: readonly RunView[] }) {
  const shown = runs.slice(0, LEDGER);
  const count = (status: RunView["status"]) => shown.filter((run) => run.status === status).length;
  const parts = [
    `${count("completed")} completed`,
    `${count("failed")} failed`,
    ...(["skipped", "missed", "cancelled"] as const)
      .filter((status) => count(status) > 0)
      .map((status) => `${count(status)} ${status}`),
  ];
  return (
    <p className="truncate text-muted text-xs">
      {shown.length === 0 ? "no run yet" : `last ${shown.length}: ${parts.join(", ")}`}
    </p>
  );
}
