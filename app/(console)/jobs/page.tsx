import { JobsScreen } from "../../../components/jobs/jobs-screen.tsx";
import { jobListQuery } from "../../../lib/contracts/job.ts";
import { listJobsOf } from "../../../lib/services/jobs/list.ts";
import { signedInContext } from "../../context.ts";
import { filtersIn, queryOf, type SearchParams } from "../../search.ts";
import { pause, remove, resume, runNow } from "./actions.ts";

export const metadata = { title: "Jobs" };

export default async function JobsPage({ searchParams }: { readonly searchParams: SearchParams }) {
  const ctx = await signedInContext();
  const filters = await filtersIn(searchParams, ["status", "q", "tag"]);
  const page = await listJobsOf(ctx, queryOf(jobListQuery, filters));
  return <JobsScreen first={{ filters, page }} actions={{ pause, resume, runNow, remove }} />;
}
