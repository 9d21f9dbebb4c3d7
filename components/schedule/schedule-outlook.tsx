"use client";

import { CalendarOff, Clock, Layers, Play } from "lucide-react";
import type { SimulationView } from "../../lib/contracts/simulation.ts";
import { Panel } from "../ui/panel.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { type OutlookLine, outlookLines, rangeText } from "./outlook-words.ts";
import { ScheduleDifference } from "./schedule-difference.tsx";
import { type SimulationQuestion, useSimulation } from "./use-simulation.ts";

const ICONS: { readonly [K in OutlookLine["kind"]]: typeof Play } = {
  runs: Play,
  calendar: CalendarOff,
  overlap: Layers,
  clock: Clock,
};

/** What a schedule will do in the next weeks and, where one is edited, what the edit changes. */
export function ScheduleOutlook(question: SimulationQuestion) {
  const { view, loading, failed } = useSimulation(question);
  if (failed !== null) return <p className="px-1 text-muted text-xs">{failed}</p>;
  if (view === undefined) return loading ? <Skeleton className="h-20" /> : null;
  return (
    <div aria-live="polite" aria-busy={loading} className="flex flex-col gap-4">
      {question.compare && view.difference !== null ? (
        <ScheduleDifference difference={view.difference} />
      ) : null}
      <Outlook view={view} />
    </div>
  );
}

function Outlook({ view }: { readonly view: SimulationView }) {
  return (
    <Panel title={`Next ${rangeText(view)}`}>
      <ul className="flex flex-col gap-1.5 px-4 py-3 text-sm">
        {outlookLines(view).map(({ kind, text }) => {
          const Icon = ICONS[kind];
          return (
            <li key={text} className="flex gap-2">
              <Icon aria-hidden className="mt-0.5 size-4 shrink-0 text-muted" />
              <span className="min-w-0">{text}</span>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
