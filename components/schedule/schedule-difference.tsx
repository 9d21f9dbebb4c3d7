"use client";

import { ArrowRight, ChevronRight, Equal, Minus, Plus } from "lucide-react";
import { useNow } from "../../lib/client/use-now.ts";
import type { Occurrence } from "../../lib/contracts/schedule.ts";
import type { DifferenceView } from "../../lib/contracts/simulation.ts";
import { Badge, type Tone } from "../ui/badge.tsx";
import { Panel } from "../ui/panel.tsx";
import { type ChangedMoment, changedMoments } from "./difference-moments.ts";
import { wallClock } from "./wall-clock.ts";

const KINDS = {
  removed: { Icon: Minus, tone: "bad" },
  added: { Icon: Plus, tone: "good" },
  moved: { Icon: ArrowRight, tone: "accent" },
  unchanged: { Icon: Equal, tone: "idle" },
} as const satisfies { readonly [kind: string]: { Icon: typeof Plus; tone: Tone } };

/** What saving an edit will change, in one sentence, with the moments on demand. */
export function ScheduleDifference({ difference }: { readonly difference: DifferenceView }) {
  const { removed, added, moved, unchanged, summary } = difference;
  const counts = { removed, added, moved, unchanged };
  const changes = removed + added + moved;
  return (
    <Panel title="What saving changes">
      <div className="flex flex-col gap-2.5 px-4 py-3">
        <p className="font-medium text-sm">{summary}</p>
        {changes === 0 ? null : (
          <>
            <p className="flex flex-wrap gap-1.5">
              {(["removed", "added", "moved", "unchanged"] as const).map((kind) =>
                counts[kind] === 0 ? null : <Count key={kind} kind={kind} count={counts[kind]} />,
              )}
            </p>
            <Moments difference={difference} changes={changes} />
          </>
        )}
      </div>
    </Panel>
  );
}

function Count({ kind, count }: { readonly kind: keyof typeof KINDS; readonly count: number }) {
  const { Icon, tone } = KINDS[kind];
  return (
    <Badge tone={tone}>
      <Icon aria-hidden />
      {count.toLocaleString("en-GB")} {kind}
    </Badge>
  );
}

type MomentsProps = { readonly difference: DifferenceView; readonly changes: number };

function Moments({ difference, changes }: MomentsProps) {
  const thisYear = new Date(useNow()).getUTCFullYear();
  const moments = changedMoments(difference);
  return (
    <details className="group -mx-4 -mb-3 border-line border-t">
      <summary className="flex list-none items-center gap-2 px-4 py-2 text-muted text-sm hover:text-ink">
        <ChevronRight aria-hidden className="size-4 transition-transform group-open:rotate-90" />
        Show the moments
      </summary>
      <section
        aria-label="Moments that change"
        className="max-h-64 overflow-y-auto"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
      >
        <ol className="divide-y divide-line text-sm">
          {moments.map((changed) => (
            <Moment
              key={`${changed.kind} ${changed.moment.at}`}
              changed={changed}
              thisYear={thisYear}
            />
          ))}
        </ol>
      </section>
      {moments.length < changes ? (
        <p className="border-line border-t px-4 py-2 text-muted text-xs">
          The first {moments.length} of {changes.toLocaleString("en-GB")} changes.
        </p>
      ) : null}
    </details>
  );
}

type MomentProps = { readonly changed: ChangedMoment; readonly thisYear: number };

function Moment({ changed: { kind, moment, to }, thisYear }: MomentProps) {
  const { Icon, tone } = KINDS[kind];
  return (
    <li className="flex flex-wrap items-baseline gap-x-1.5 px-4 py-1.5">
      <Badge tone={tone} className="self-center">
        <Icon aria-hidden />
        {kind}
      </Badge>
      <WallClock moment={moment} thisYear={thisYear} hasOffset={to?.offset !== moment.offset} />
      {to === null ? null : (
        <span className="flex items-baseline gap-x-1.5">
          <span className="text-muted">to</span>
          <WallClock
            moment={to}
            thisYear={thisYear}
            hasDay={to.local.slice(0, 10) !== moment.local.slice(0, 10)}
          />
        </span>
      )}
    </li>
  );
}

type WallClockProps = {
  readonly moment: Occurrence;
  readonly thisYear: number;
  readonly hasDay?: boolean;
  readonly hasOffset?: boolean;
};

function WallClock({ moment, thisYear, hasDay = true, hasOffset = true }: WallClockProps) {
  const { day, time } = wallClock(moment.local, thisYear);
  return (
    <span className="whitespace-nowrap">
      {hasDay ? <span className="mr-1.5 text-muted">{day}</span> : null}
      <span className="font-mono text-xs tabular-nums">
        {time.replace(/:00$/, "")}
        {hasOffset ? <span className="ml-1 text-faint">{moment.offset}</span> : null}
      </span>
    </span>
  );
}
