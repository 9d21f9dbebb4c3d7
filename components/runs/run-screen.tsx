"use client";

import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { api } from "../../lib/client/api.ts";
import { queryKeys } from "../../lib/client/query-keys.ts";
import { RENDERED_BEFORE } from "../../lib/client/rendered-before.ts";
import type { RunDetailView } from "../../lib/contracts/run.ts";
import type { RunWhyView } from "../../lib/contracts/why.ts";
import { isFinal } from "../../lib/domain/run-state.ts";
import { CodeBlock } from "../ui/code-block.tsx";
import { Panel } from "../ui/panel.tsx";
import { SkeletonRows } from "../ui/skeleton.tsx";
import { AttemptTimeline } from "./attempt-timeline.tsx";
import type { RunActions } from "./run-actions.ts";
import { RunFacts } from "./run-facts.tsx";
import { RunHeader } from "./run-header.tsx";
import { pretty, RunResult } from "./run-result.tsx";

const LogPanel = dynamic(() => import("./log-panel.tsx").then((module) => module.LogPanel), {
  ssr: false,
  loading: () => (
    <Panel title="Log">
      <SkeletonRows rows={4} />
    </Panel>
  ),
});

const DecisionPanel = dynamic(() =>
  import("./decision-panel.tsx").then((module) => module.DecisionPanel),
);

type Props = {
  readonly run: RunDetailView;
  /** Why it stands as it does, at the moment the page was made. */
  readonly why: RunWhyView;
  readonly actions: RunActions;
};

export function RunScreen({ run: rendered, why, actions }: Props) {
  const { data: run } = useQuery({
    queryKey: queryKeys.run(rendered.id),
    queryFn: ({ signal }) => api<RunDetailView>(`/api/v1/runs/${rendered.id}`, { signal }),
    initialData: rendered,
    initialDataUpdatedAt: RENDERED_BEFORE,
  });
  return (
    <div className="flex flex-col gap-5">
      <RunHeader run={run} why={why} actions={actions} />
      <RunFacts run={run} />
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <div className="flex min-w-0 flex-col gap-5">
          {run.error ? <RunFailure error={run.error} /> : null}
          <Panel title="Attempts">
            <AttemptTimeline run={run} />
          </Panel>
          <LogPanel runId={run.id} active={!isFinal(run.status)} />
        </div>
        <div className="flex min-w-0 flex-col gap-5">
          <RunResult result={run.result} />
          {run.decision ? <DecisionPanel decision={run.decision} /> : null}
          <Panel title="Parameters">
            <CodeBlock
              text={pretty(run.params)}
              label="parameters"
              className="rounded-none border-0"
            />
          </Panel>
        </div>
      </div>
    </div>
  );
}

function RunFailure({ error }: { readonly error: NonNullable<RunDetailView["error"]> }) {
  return (
    <section
      aria-label="Error"
      className="rounded-lg border border-bad-fill/40 bg-bad-soft px-4 py-3 text-sm"
    >
      <code className="font-medium font-mono text-bad text-xs">{error.code}</code>
      <p className="mt-0.5 break-words">{error.message}</p>
    </section>
  );
}
