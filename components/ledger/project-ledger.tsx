"use client";

import { useQuery } from "@tanstack/react-query";
import { CircleCheck } from "lucide-react";
import Link from "next/link";
import { api } from "../../lib/client/api.ts";
import { countText, fatesText, imbalanceText } from "../../lib/client/ledger-words.ts";
import { queryKeys } from "../../lib/client/query-keys.ts";
import type { LedgerImbalance, ProjectLedgerView } from "../../lib/contracts/ledger.ts";
import { useCurrentProject } from "../projects/current-project.tsx";
import { RelativeTime } from "../ui/relative-time.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { LedgerAlert } from "./ledger-alert.tsx";

/** All jobs are counted for it, so it is not asked with every event. */
const REFRESH = 60_000;

/** The health of the project's ledger in one line; more only where something is wrong. */
export function ProjectLedger() {
  const project = useCurrentProject()?.slug ?? "";
  const { data, isError } = useQuery({
    queryKey: queryKeys.projectLedger(project),
    queryFn: ({ signal }) =>
      api<ProjectLedgerView>(`/api/v1/projects/${project}/ledger`, { signal }),
    enabled: project !== "",
    refetchInterval: REFRESH,
    staleTime: REFRESH,
  });
  if (isError) return null;
  if (data === undefined) return <Skeleton className="h-5 w-2/3" />;
  return data.balanced ? <Balanced ledger={data} /> : <Unbalanced imbalances={data.imbalances} />;
}

function Balanced({ ledger }: { readonly ledger: ProjectLedgerView }) {
  return (
    <p className="flex items-start gap-2 text-muted text-sm tabular-nums">
      <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-good" />
      <span>
        <span className="font-medium text-ink">Every slot of 30 days is accounted for:</span>{" "}
        {countText(ledger.planned)} planned = {fatesText(ledger)}.
      </span>
    </p>
  );
}

function Unbalanced({ imbalances }: { readonly imbalances: readonly LedgerImbalance[] }) {
  return (
    <LedgerAlert>
      <p className="font-medium">The ledger does not add up.</p>
      <ul className="mt-1 flex flex-col gap-0.5">
        {imbalances.map(({ jobId, jobName, difference, from }) => (
          <li key={jobId}>
            <Link href={`/jobs/${jobId}?ledger=30d`} className="font-medium underline">
              {jobName}
            </Link>
            : {imbalanceText(difference)} From <RelativeTime at={from} />.
          </li>
        ))}
      </ul>
    </LedgerAlert>
  );
}
