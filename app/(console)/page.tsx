import { OVERVIEW_LISTS } from "../../components/overview/overview-lists.ts";
import { OverviewScreen } from "../../components/overview/overview-screen.tsx";
import { listJobsOf } from "../../lib/services/jobs/list.ts";
import { listRunsOf } from "../../lib/services/runs/list.ts";
import { listWorkers } from "../../lib/services/workers/list.ts";
import { signedInContext } from "../context.ts";
import { pause, remove, resume, runNow } from "./jobs/actions.ts";

export const metadata = { title: "Overview" };

export default async function OverviewPage() {
  const ctx = await signedInContext();
  const [live, troubled, jobs, workers] = await Promise.all([
    listRunsOf(ctx, OVERVIEW_LISTS.live),
    listRunsOf(ctx, OVERVIEW_LISTS.troubled),
    listJobsOf(ctx, OVERVIEW_LISTS.jobs),
    listWorkers(ctx, OVERVIEW_LISTS.workers),
  ]);
  return (
    <OverviewScreen
      first={{ live, troubled, jobs, workers }}
      actions={{ pause, resume, runNow, remove }}
    />
  );
}
