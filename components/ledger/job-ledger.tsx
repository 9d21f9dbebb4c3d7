"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api, withQuery } from "../../lib/client/api.ts";
import { imbalanceText, undecidedText } from "../../lib/client/ledger-words.ts";
import { queryKeys } from "../../lib/client/query-keys.ts";
import type { JobView } from "../../lib/contracts/job.ts";
import type { JobLedgerView } from "../../lib/contracts/ledger.ts";
import { RelativeTime } from "../ui/relative-time.tsx";
import { Segmented } from "../ui/segmented.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { LedgerAccount } from "./ledger-account.tsx";
import { LedgerAlert } from "./ledger-alert.tsx";

const DAY = 86_400_000;
const REFRESH = 10_000;
const RANGES = [
  { value: "1d", label: "24 h", ms: DAY },
  { value: "7d", label: "7 days", ms: 7 * DAY },
  { value: "30d", label: "30 days", ms: 30 * DAY },
  { value: "all", label: "All", ms: null },
] as const;
type RangeName = (typeof RANGES)[number]["value"];

type Props = {
  readonly job: JobView;
  /** As the address has it. */
  readonly range: string | null;
  readonly onRange: (range: string | undefined) => void;
};

/** Whether every planned slot of the job has its row, in a range of time. */
export function JobLedger({ job, range, onRange }: Props) {
  const chosen = RANGES.find(({ value }) => value === range) ?? RANGES[0];
  const query = useQuery({
    queryKey: queryKeys.ledger(job.id, chosen.value),
    queryFn: ({ signal }) => {
      const from = chosen.ms === null ? null : new Date(Date.now() - chosen.ms).toISOString();
      return api<JobLedgerView>(withQuery(`/api/v1/jobs/${job.id}/ledger`, { from }), { signal });
    },
    refetchInterval: REFRESH,
    placeholderData: keepPreviousData,
  });
  return (
    <div className="flex flex-col gap-3 border-line border-t px-4 py-3">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h3 className="text-muted text-xs">Slots of the schedule</h3>
        <Segmented<RangeName>
          label="Range of the account"
          value={chosen.value}
          options={RANGES}
          onChange={(value) => onRange(value === RANGES[0].value ? undefined : value)}
        />
      </div>
      {query.data === undefined ? null : (
        <Account ledger={query.data} isPaused={job.status === "paused"} />
      )}
      {query.isPending ? <Skeleton className="h-9 w-full" /> : null}
      {query.isError ? <p className="text-bad text-sm">{query.error.message}</p> : null}
    </div>
  );
}

type AccountProps = { readonly ledger: JobLedgerView; readonly isPaused: boolean };

function Account({ ledger, isPaused }: AccountProps) {
  const { difference, finding } = ledger;
  const imbalance = imbalanceText(finding?.difference ?? difference);
  return (
    <>
      <LedgerAccount ledger={ledger} />
      {imbalance === null ? null : (
        <LedgerAlert>
          <p className="font-medium">{imbalance}</p>
          {finding === null ? null : (
            <p className="mt-0.5">
              It begins <RelativeTime at={finding.from} />, and was found{" "}
              <RelativeTime at={finding.foundAt} />.
            </p>
          )}
        </LedgerAlert>
      )}
      {isPaused || isLate(ledger) ? <Undecided ledger={ledger} isPaused={isPaused} /> : null}
    </>
  );
}

/** A planner decides within moments; that much is no news. Milliseconds. */
const PROMPT = 5_000;

function isLate({ to, decidedUntil }: JobLedgerView): boolean {
  return Date.parse(to) - Date.parse(decidedUntil) > PROMPT;
}

function Undecided({ ledger: { undecided }, isPaused }: AccountProps) {
  const text = undecidedText(undecided, isPaused);
  if (text === null) return null;
  return <p className={isPaused ? "text-muted text-xs" : "text-warn text-xs"}>{text}</p>;
}
