import type { ReactNode } from "react";
import type { RunDetailView } from "../../lib/contracts/run.ts";
import { isFinal } from "../../lib/domain/run-state.ts";
import { DurationText } from "../ui/duration-text.tsx";
import { Elapsed } from "../ui/elapsed.tsx";
import { RelativeTime } from "../ui/relative-time.tsx";
import { TRIGGER_WORDS } from "./run-words.ts";

type Props = { readonly run: RunDetailView };

/** The figures of a run at one glance. */
export function RunFacts({ run }: Props) {
  const final = isFinal(run.status);
  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-line bg-line sm:grid-cols-3 lg:grid-cols-6">
      <Fact name="Scheduled for">
        <RelativeTime at={run.scheduledFor} />
      </Fact>
      <Fact name="Started late by">
        <DurationText ms={run.latenessMs === null ? null : Math.max(0, run.latenessMs)} />
      </Fact>
      <Fact name="Duration">
        {!final && run.startedAt !== null ? (
          <Elapsed from={run.startedAt} />
        ) : (
          <DurationText ms={run.durationMs} />
        )}
      </Fact>
      <Fact name="Attempt">
        {run.attempt === 0 ? "–" : `${run.attempt} of ${Math.max(run.attempt, run.maxAttempts)}`}
      </Fact>
      <Fact name="Trigger">{TRIGGER_WORDS[run.trigger]}</Fact>
      <Fact name={final ? "Finished" : "Heartbeat"}>
        <Moment at={final ? run.finishedAt : run.heartbeatAt} />
      </Fact>
    </dl>
  );
}

function Moment({ at }: { readonly at: string | null }) {
  return at === null ? "–" : <RelativeTime at={at} />;
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className="bg-surface px-4 py-2.5">
      <dt className="text-muted text-xs">{name}</dt>
      <dd className="mt-0.5 font-medium text-sm tabular-nums">{children}</dd>
    </div>
  );
}
