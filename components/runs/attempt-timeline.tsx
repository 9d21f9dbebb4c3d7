"use client";

import { clsx } from "clsx";
import { durationText } from "../../lib/client/format-time.ts";
import { useNow } from "../../lib/client/use-now.ts";
import type { AttemptView, RunDetailView } from "../../lib/contracts/run.ts";
import type { AttemptOutcome } from "../../lib/domain/run-state.ts";
import { Badge, type Tone } from "../ui/badge.tsx";
import { DurationText } from "../ui/duration-text.tsx";
import { Elapsed } from "../ui/elapsed.tsx";
import { RelativeTime } from "../ui/relative-time.tsx";
import { type Segment, timelineSegments } from "./timeline-segments.ts";

type Look = { readonly word: string; readonly tone: Tone; readonly fill: string };

const OUTCOMES: { readonly [O in AttemptOutcome]: Look } = {
  completed: { word: "Completed", tone: "good", fill: "bg-good-fill" },
  failed: { word: "Failed", tone: "bad", fill: "bg-bad-fill" },
  timed_out: { word: "Timed out", tone: "bad", fill: "bg-bad-fill" },
  cancelled: { word: "Cancelled", tone: "idle", fill: "bg-idle-fill" },
  lost: { word: "Worker lost", tone: "warn", fill: "bg-warn-fill" },
};
const UNDER_WAY: Look = { word: "Running", tone: "accent", fill: "bg-accent-fill animate-live" };

const WAIT_FILL =
  "bg-[repeating-linear-gradient(-45deg,var(--idle-soft),var(--idle-soft)_3px,var(--line-strong)_3px,var(--line-strong)_5px)]";

function look(outcome: AttemptOutcome | null | undefined): Look {
  return outcome ? OUTCOMES[outcome] : UNDER_WAY;
}

type Props = { readonly run: RunDetailView };

/** The life of a run as one bar, drawn to scale, and the same as a table. */
export function AttemptTimeline({ run }: Props) {
  const now = useNow();
  const segments = timelineSegments(run, now);
  if (run.attempts.length === 0) {
    return <p className="px-4 py-3 text-muted text-sm">No attempt was made.</p>;
  }
  return (
    <>
      <div aria-hidden className="flex h-7 gap-px px-4 pt-3 pb-0">
        {segments.map((segment) => (
          <Bar key={`${segment.kind}-${segment.from}`} segment={segment} />
        ))}
      </div>
      <TimelineSums segments={segments} />
      <ol className="mt-2 divide-y divide-line border-line border-t">
        {run.attempts.map((attempt) => (
          <AttemptRow key={attempt.attempt} attempt={attempt} />
        ))}
      </ol>
    </>
  );
}

const KINDS = [
  { kind: "wait", word: "waiting to start" },
  { kind: "attempt", word: "working" },
  { kind: "retry", word: "between attempts" },
] as const;

/** Where the time went, in words. */
function TimelineSums({ segments }: { readonly segments: readonly Segment[] }) {
  const sums = KINDS.map(({ kind, word }) => {
    const own = segments.filter((segment) => segment.kind === kind);
    return { word, ms: own.reduce((sum, { from, to }) => sum + to - from, 0) };
  });
  return (
    <p suppressHydrationWarning className="px-4 pt-2 text-muted text-xs tabular-nums">
      {sums
        .filter(({ ms }) => ms > 0)
        .map(({ word, ms }) => `${durationText(ms)} ${word}`)
        .join(" · ")}
    </p>
  );
}

function Bar({ segment }: { readonly segment: Segment }) {
  const { kind, label, from, to, outcome } = segment;
  return (
    <span
      suppressHydrationWarning
      data-tip={`${label}: ${durationText(to - from)}`}
      className={clsx("min-w-1 rounded-xs", kind === "attempt" ? look(outcome).fill : WAIT_FILL)}
      style={{ flexGrow: Math.max(1, to - from), flexBasis: 0 }}
    />
  );
}

function AttemptRow({ attempt }: { readonly attempt: AttemptView }) {
  const { word, tone } = look(attempt.outcome);
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2 text-sm">
      <span className="font-medium">Attempt {attempt.attempt}</span>
      <Badge tone={tone}>{word}</Badge>
      <span className="text-muted text-xs">
        <RelativeTime at={attempt.startedAt} />
        {" · "}
        {attempt.finishedAt === null ? (
          <Elapsed from={attempt.startedAt} />
        ) : (
          <DurationText ms={attempt.durationMs} />
        )}
      </span>
      {attempt.error ? (
        <span className="min-w-0 basis-full break-words text-bad text-xs">
          <code className="mr-1.5 font-mono">{attempt.error.code}</code>
          {attempt.error.message}
        </span>
      ) : null}
    </li>
  );
}
