"use client";

import { History, Plus } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { queryKeys } from "../../lib/client/query-keys.ts";
import { useLiveList } from "../../lib/client/use-live-list.ts";
import type { BackfillView } from "../../lib/contracts/backfill.ts";
import type { JobView } from "../../lib/contracts/job.ts";
import { Button } from "../ui/button.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { ListStates } from "../ui/list-states.tsx";
import { Panel } from "../ui/panel.tsx";
import { BackfillRow } from "./backfill-row.tsx";

const BackfillDialog = dynamic(() =>
  import("./backfill-dialog.tsx").then((module) => module.BackfillDialog),
);

/** The ranges of the past that were run again, and the way to run another. */
export function Backfills({ job }: { readonly job: JobView }) {
  const [open, setOpen] = useState(false);
  const list = useLiveList<BackfillView>({
    queryKey: queryKeys.backfills(job.id),
    path: `/api/v1/jobs/${job.id}/backfills`,
    filters: {},
    first: undefined,
  });
  const isPlanned = job.schedule.kind !== "manual";
  const start = isPlanned ? (
    <Button onClick={() => setOpen(true)}>
      <Plus aria-hidden />
      Backfill a range
    </Button>
  ) : null;
  const empty = (
    <EmptyState icon={History} title="No backfill yet" action={start}>
      {isPlanned
        ? "A backfill runs every slot of a range in the past: before the job was made, while it was paused, or while its target was broken."
        : "A backfill runs slots of the past again. This job has no schedule, and so no slots."}
    </EmptyState>
  );
  return (
    <Panel
      title="Backfills"
      aside={list.rows.length === 0 ? null : start}
      className="overflow-visible"
    >
      <ListStates list={list} empty={empty}>
        {(backfills) => (
          <ul>
            {backfills.map((backfill) => (
              <BackfillRow key={backfill.id} backfill={backfill} job={job} />
            ))}
          </ul>
        )}
      </ListStates>
      {open ? <BackfillDialog job={job} onClose={() => setOpen(false)} /> : null}
    </Panel>
  );
}
