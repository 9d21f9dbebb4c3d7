import { JobScreen } from "../../../../components/jobs/job-screen.tsx";
import { getJob } from "../../../../lib/services/jobs/get.ts";
import { listRunsOf } from "../../../../lib/services/runs/list.ts";
import { signedInContext } from "../../../context.ts";
import { found } from "../../../found.ts";
import { pause, remove, resume, runNow } from "../actions.ts";

type Props = { readonly params: Promise<{ readonly id: string }> };

export const metadata = { title: "Job" };

export default async function JobPage({ params }: Props) {
  const ctx = await signedInContext();
  const { id } = await params;
  const job = await found(getJob(ctx, { job: id }));
  const page = await listRunsOf(ctx, { job: [job.id] });
  return (
    <JobScreen
      key={job.id}
      job={job}
      firstRuns={{ filters: { job: job.id }, page }}
      actions={{ pause, resume, runNow, remove }}
    />
  );
}
