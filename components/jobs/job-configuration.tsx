import type { ReactNode } from "react";
import { roughly } from "../../lib/client/format-time.ts";
import type { JobView } from "../../lib/contracts/job.ts";
import { CodeBlock } from "../ui/code-block.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { Panel } from "../ui/panel.tsx";
import { RelativeTime } from "../ui/relative-time.tsx";

const OVERLAP = {
  allow: "start anyway",
  skip: "skip the slot",
  queue_one: "keep one waiting",
  queue_all: "keep all waiting",
  cancel_previous: "cancel the earlier run",
};
const MISFIRE = {
  skip: "none of them",
  latest: "the latest one",
  all: "all of them",
};

function seconds(value: number | null): string {
  return value === null ? "no limit" : roughly(value * 1000);
}

export function JobConfiguration({ job }: { readonly job: JobView }) {
  const { policies } = job;
  const { retry, misfire } = policies;
  const growth =
    retry.backoff === "exponential" ? `, doubling up to ${seconds(retry.maxDelaySeconds)}` : "";
  return (
    <div className="grid gap-5 lg:grid-cols-2">
      <div className="flex min-w-0 flex-col gap-5">
        <Panel title="Parameters">
          <CodeBlock
            text={JSON.stringify(job.params, null, 2)}
            label="parameters"
            className="rounded-none border-0"
          />
        </Panel>
        <Panel title="Schedule">
          <CodeBlock
            text={JSON.stringify(job.schedule, null, 2)}
            label="schedule"
            className="rounded-none border-0"
          />
        </Panel>
      </div>
      <div className="flex min-w-0 flex-col gap-5">
        <Panel title="Policies">
          <Facts>
            <Fact name="Time limit of an attempt">{seconds(policies.timeoutSeconds)}</Fact>
            <Fact name="Attempts">
              {retry.maxAttempts === 1
                ? "1, no retry"
                : `${retry.maxAttempts}, first retry after ${seconds(retry.delaySeconds)}${growth}`}
            </Fact>
            <Fact name="While an earlier run is active">{OVERLAP[policies.overlap]}</Fact>
            <Fact name="Slots missed in an outage">
              run {MISFIRE[misfire.policy]}, within {seconds(misfire.windowSeconds)}
            </Fact>
            <Fact name="When a worker is lost">
              {policies.onWorkerLost === "retry" ? "try again" : "fail the run"}
            </Fact>
            <Fact name="Time to stop after a cancel">{seconds(policies.cancelGraceSeconds)}</Fact>
          </Facts>
        </Panel>
        <Panel title="About">
          <Facts>
            <Fact name="Key">
              <code className="font-mono text-xs">{job.key}</code>
            </Fact>
            <Fact name="Id">
              <span className="inline-flex items-center gap-1">
                <code className="font-mono text-xs">{job.id}</code>
                <CopyButton text={job.id} label="Copy the id" />
              </span>
            </Fact>
            <Fact name="Pool and priority">
              {job.pool}, {job.priority}
            </Fact>
            <Fact name="Version">{job.version}</Fact>
            <Fact name="Created">
              <RelativeTime at={job.createdAt} />
              {job.createdBy === null ? null : ` by ${job.createdBy.name}`}
            </Fact>
            <Fact name="Changed">
              <RelativeTime at={job.updatedAt} />
            </Fact>
          </Facts>
        </Panel>
      </div>
    </div>
  );
}

function Facts({ children }: { readonly children: ReactNode }) {
  return <dl className="divide-y divide-line">{children}</dl>;
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className="flex min-h-10 flex-wrap items-center justify-between gap-x-4 px-4 py-1.5 text-sm">
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0 break-words text-right">{children}</dd>
    </div>
  );
}
