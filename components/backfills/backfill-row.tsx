"use client";

import { useQueryClient } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import Link from "next/link";
import { useState } from "react";
import { ApiError, api } from "../../lib/client/api.ts";
import { queryKeys } from "../../lib/client/query-keys.ts";
import { toast } from "../../lib/client/toasts.ts";
import type { BackfillView } from "../../lib/contracts/backfill.ts";
import type { JobView } from "../../lib/contracts/job.ts";
import { Badge, type Tone } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { RelativeTime } from "../ui/relative-time.tsx";
import { CountsBar } from "./counts-bar.tsx";
import { OVERLAP_WORDS } from "./overlap-words.ts";
import { RangeText } from "./range-text.tsx";

const ConfirmDialog = dynamic(() =>
  import("../ui/confirm-dialog.tsx").then((module) => module.ConfirmDialog),
);

const LOOKS: { readonly [S in BackfillView["status"]]: readonly [Tone, string] } = {
  running: ["accent", "Under way"],
  finished: ["good", "Finished"],
  cancelling: ["warn", "Cancelling"],
  cancelled: ["idle", "Cancelled"],
};

type Props = { readonly backfill: BackfillView; readonly job: JobView };

/** One backfill: its range, how far it is, and its end by hand. */
export function BackfillRow({ backfill, job }: Props) {
  const { status, counts, count, overlap, requestedBy, createdAt } = backfill;
  const [tone, word] = LOOKS[status];
  const zone = "timeZone" in job.schedule ? job.schedule.timeZone : undefined;
  return (
    <li
      data-backfill={backfill.id}
      className="flex flex-col gap-2 border-line border-b px-4 py-3 text-sm last:border-0"
    >
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Badge tone={tone}>{word}</Badge>
        <span className="font-medium tabular-nums">
          <RangeText from={backfill.from} to={backfill.to} zone={zone} />
        </span>
        <span className="text-muted text-xs">
          <RelativeTime at={createdAt} />
          {requestedBy === null ? null : ` by ${requestedBy.name}`}
        </span>
        <span className="ml-auto flex items-center gap-2">
          <Link
            href={`/runs?backfill=${backfill.id}`}
            className="text-accent text-xs hover:underline"
          >
            Its runs
          </Link>
          {status === "running" ? <CancelButton backfill={backfill} jobId={job.id} /> : null}
        </span>
      </div>
      <CountsBar counts={counts} count={count} />
      <p className="text-muted text-xs">{OVERLAP_WORDS[overlap]}</p>
    </li>
  );
}

type CancelProps = { readonly backfill: BackfillView; readonly jobId: string };

function CancelButton({ backfill, jobId }: CancelProps) {
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const left = backfill.counts.pending + backfill.counts.running;
  const cancel = async () => {
    setBusy(true);
    try {
      await api(`/api/v1/backfills/${backfill.id}/cancel`, { method: "POST" });
      toast({ tone: "good", text: "The backfill is cancelled" });
    } catch (error) {
      const text = error instanceof ApiError ? error.message : "The backfill was not cancelled.";
      toast({ tone: "bad", text });
    }
    setBusy(false);
    setAsking(false);
    void client.invalidateQueries({ queryKey: queryKeys.backfills(jobId) });
  };
  return (
    <>
      <Button size="sm" variant="danger" onClick={() => setAsking(true)}>
        Cancel
      </Button>
      {asking ? (
        <ConfirmDialog
          title="Cancel the rest of this backfill?"
          confirm={left === 1 ? "Cancel 1 run" : `Cancel ${left} runs`}
          busy={busy}
          onConfirm={() => void cancel()}
          onClose={() => setAsking(false)}
        >
          Runs that wait are cancelled at once, those at work are asked to stop. What has ended
          stays as it is.
        </ConfirmDialog>
      ) : null}
    </>
  );
}
