"use client";

import { Check, CircleStop, PenLine, RotateCcw, Terminal } from "lucide-react";
import dynamic from "next/dynamic";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import type { RunDetailView } from "../../lib/contracts/run.ts";
import type { RunWhyView } from "../../lib/contracts/why.ts";
import { canCancel, isFinal } from "../../lib/domain/run-state.ts";
import { Button } from "../ui/button.tsx";
import { PageHeader } from "../ui/page-header.tsx";
import { StatusBadge } from "../ui/status-badge.tsx";
import type { RunActions } from "./run-actions.ts";
import { rerunCurl } from "./run-curl.ts";
import { RunWhy } from "./run-why.tsx";
import { useRunActions } from "./use-run-actions.ts";

const RerunDialog = dynamic(() =>
  import("./rerun-dialog.tsx").then((module) => module.RerunDialog),
);

type Props = {
  readonly run: RunDetailView;
  readonly why: RunWhyView;
  readonly actions: RunActions;
};

export function RunHeader({ run, why, actions }: Props) {
  const router = useRouter();
  const deeds = useRunActions(run, actions);
  const rerun = async () => {
    const next = await deeds.rerun();
    if (next !== undefined) router.push(`/runs/${next}`);
  };
  return (
    <PageHeader
      above={
        <>
          <Link href="/runs" className="hover:text-ink">
            Runs
          </Link>
          {" / "}
          <span className="font-mono">{run.id.slice(-12)}</span>
        </>
      }
      title={
        <>
          <Link href={`/jobs/${run.jobId}`} className="min-w-0 break-words hover:underline">
            {run.jobName}
          </Link>
          <StatusBadge status={run.status} />
        </>
      }
      below={<RunWhy why={why} />}
      actions={
        <>
          {isFinal(run.status) ? (
            <>
              <Button busy={deeds.busy} onClick={() => void rerun()}>
                <RotateCcw aria-hidden />
                Run again
              </Button>
              <EditButton run={run} />
            </>
          ) : (
            <Button
              variant="danger"
              disabled={deeds.busy || !canCancel(run.status)}
              onClick={() => void deeds.cancel()}
            >
              <CircleStop aria-hidden />
              Cancel
            </Button>
          )}
          <CurlButton run={run} />
        </>
      }
    />
  );
}

function EditButton({ run }: { readonly run: RunDetailView }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button data-tip="Once, with other parameters" onClick={() => setOpen(true)}>
        <PenLine aria-hidden />
        Run again with …
      </Button>
      {open ? <RerunDialog run={run} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

const SHOWN_MS = 1500;

function CurlButton({ run }: { readonly run: RunDetailView }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(rerunCurl(run, window.location.origin));
    setCopied(true);
    setTimeout(() => setCopied(false), SHOWN_MS);
  };
  const Icon = copied ? Check : Terminal;
  return (
    <Button data-tip="The call that runs this again, for a shell" onClick={() => void copy()}>
      <Icon aria-hidden />
      {copied ? "Copied" : "Copy as curl"}
    </Button>
  );
}
