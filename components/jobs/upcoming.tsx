"use client";

import { useQuery } from "@tanstack/react-query";
import { CalendarClock } from "lucide-react";
import { api, withQuery } from "../../lib/client/api.ts";
import { queryKeys } from "../../lib/client/query-keys.ts";
import type { JobView } from "../../lib/contracts/job.ts";
import type { PreviewView } from "../../lib/contracts/schedule.ts";
import { Occurrences } from "../schedule/occurrences.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { ErrorState } from "../ui/error-state.tsx";
import { Panel } from "../ui/panel.tsx";
import { SkeletonRows } from "../ui/skeleton.tsx";

const SHOWN = 25;

/** The moments the job will fire next, as the schedule predicts them. */
export function Upcoming({ job }: { readonly job: JobView }) {
  const query = useQuery({
    queryKey: queryKeys.occurrences(job.id),
    queryFn: ({ signal }) =>
      api<PreviewView>(withQuery(`/api/v1/jobs/${job.id}/occurrences`, { limit: SHOWN }), {
        signal,
      }),
  });
  if (query.isPending) {
    return (
      <Panel>
        <SkeletonRows />
      </Panel>
    );
  }
  if (query.isError) {
    return (
      <Panel>
        <ErrorState title="The next moments cannot be shown" cause={query.error.message} />
      </Panel>
    );
  }
  if (query.data.occurrences.length === 0) {
    return (
      <Panel>
        <EmptyState icon={CalendarClock} title="Nothing is planned">
          {job.schedule.kind === "manual"
            ? "This job runs only when somebody, or something, asks for it."
            : "The schedule has no moments left. Run now still works."}
        </EmptyState>
      </Panel>
    );
  }
  return (
    <Panel>
      {job.status === "paused" ? (
        <p className="border-line border-b bg-warn-soft px-4 py-2 text-sm text-warn">
          The job is paused: these moments pass without a run until it is resumed.
        </p>
      ) : null}
      <Occurrences occurrences={query.data.occurrences} />
    </Panel>
  );
}
