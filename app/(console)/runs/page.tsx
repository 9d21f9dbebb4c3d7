import { RunsScreen } from "../../../components/runs/runs-screen.tsx";
import { runListQuery } from "../../../lib/contracts/run.ts";
import { listRunsOf } from "../../../lib/services/runs/list.ts";
import { signedInContext } from "../../context.ts";
import { filtersIn, queryOf, type SearchParams } from "../../search.ts";

export const metadata = { title: "Runs" };

export default async function RunsPage({ searchParams }: { readonly searchParams: SearchParams }) {
  const ctx = await signedInContext();
  const filters = await filtersIn(searchParams, ["status", "trigger", "backfill", "q"]);
  const page = await listRunsOf(ctx, queryOf(runListQuery, filters));
  return <RunsScreen first={{ filters, page }} />;
}
