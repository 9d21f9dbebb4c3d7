"use client";

import { Pause, Pencil, Play, RotateCw, Trash2 } from "lucide-react";
import dynamic from "next/dynamic";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import type { JobView } from "../../lib/contracts/job.ts";
import { Button } from "../ui/button.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { PageHeader } from "../ui/page-header.tsx";
import type { JobActions } from "./job-actions.ts";
import { JobStatusBadge } from "./job-status-badge.tsx";
import { NextFire } from "./next-fire.tsx";
import { useJobActions } from "./use-job-actions.ts";

const ConfirmDialog = dynamic(() =>
  import("../ui/confirm-dialog.tsx").then((module) => module.ConfirmDialog),
);

type Props = { readonly job: JobView; readonly actions: JobActions };

export function JobHeader({ job, actions }: Props) {
  const deeds = useJobActions(job, actions);
  const router = useRouter();
  const [confirming, setConfirming] = useState(false);
  const remove = async () => {
    if (await deeds.remove()) router.push("/jobs");
    else setConfirming(false);
  };
  return (
    <>
      <PageHeader
        above={
          <Link href="/jobs" className="hover:text-ink">
            Jobs
          </Link>
        }
        title={
          <>
            <span className="min-w-0 break-words">{job.name}</span>
            <JobStatusBadge status={job.status} />
          </>
        }
        below={<Summary job={job} />}
        actions={
          <>
            <Button variant="primary" disabled={deeds.busy} onClick={() => void deeds.runNow()}>
              <Play aria-hidden />
              Run now
            </Button>
            <PauseButton job={job} busy={deeds.busy} setEnabled={deeds.setEnabled} />
            <LinkButton href={`/jobs/${job.id}/edit`}>
              <Pencil aria-hidden />
              Edit
            </LinkButton>
            <IconButton
              label="Delete job"
              variant="danger"
              size="icon"
              onClick={() => setConfirming(true)}
            >
              <Trash2 aria-hidden />
            </IconButton>
          </>
        }
      />
      {confirming ? (
        <ConfirmDialog
          title={`Delete ${job.name}?`}
          confirm="Delete job"
          busy={deeds.busy}
          onConfirm={() => void remove()}
          onClose={() => setConfirming(false)}
        >
          It will not run again, and pending runs are cancelled; a running one finishes. Its runs
          stay in the ledger.
        </ConfirmDialog>
      ) : null}
    </>
  );
}

type PauseProps = {
  readonly job: JobView;
  readonly busy: boolean;
  readonly setEnabled: (enabled: boolean) => Promise<void>;
};

function PauseButton({ job, busy, setEnabled }: PauseProps) {
  if (job.status === "finished") return null;
  // With its project alone, the job itself is not paused.
  const paused = !job.enabled;
  const Icon = paused ? RotateCw : Pause;
  return (
    <Button disabled={busy} onClick={() => void setEnabled(paused)}>
      <Icon aria-hidden />
      {paused ? "Resume" : "Pause"}
    </Button>
  );
}

function Summary({ job }: { readonly job: JobView }) {
  return (
    <p className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
      <span className="text-ink">{job.scheduleDescription}</span>
      <span>
        · next <NextFire job={job} />
      </span>
      <span>
        ·{" "}
        <Link href={`/templates/${job.template}`} className="hover:text-ink hover:underline">
          {job.template}@{job.resolvedTemplateVersion}
        </Link>
      </span>
      {job.projectPaused && job.enabled ? <span>· paused with its project</span> : null}
      {job.pauseNote ? <span>· {job.pauseNote}</span> : null}
    </p>
  );
}
