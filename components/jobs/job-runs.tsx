import { ListTree } from "lucide-react";
import type { LiveList } from "../../lib/client/use-live-list.ts";
import type { JobView } from "../../lib/contracts/job.ts";
import type { RunView } from "../../lib/contracts/run.ts";
import { RunsTable } from "../runs/runs-table.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { ListStates } from "../ui/list-states.tsx";
import { Panel } from "../ui/panel.tsx";

type Props = { readonly job: JobView; readonly list: LiveList<RunView> };

export function JobRuns({ job, list }: Props) {
  const zone = "timeZone" in job.schedule ? job.schedule.timeZone : undefined;
  const empty = (
    <EmptyState icon={ListTree} title="No run yet">
      The first one appears here by itself. Run now starts one at once.
    </EmptyState>
  );
  return (
    <Panel className="overflow-visible">
      <ListStates list={list} empty={empty}>
        {(runs) => <RunsTable runs={runs} withJob={false} zone={zone} />}
      </ListStates>
    </Panel>
  );
}
