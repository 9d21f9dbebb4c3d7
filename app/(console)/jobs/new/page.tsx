import { NewJobScreen } from "../../../../components/jobs/form/new-job-screen.tsx";
import { inOrder } from "../../../../components/templates/template-order.ts";
import { listTemplatesOf } from "../../../../lib/services/templates/list.ts";
import { signedInContext } from "../../../context.ts";
import { filtersIn, type SearchParams } from "../../../search.ts";

const MOST_TEMPLATES = 200;

export const metadata = { title: "New job" };

export default async function NewJobPage({
  searchParams,
}: {
  readonly searchParams: SearchParams;
}) {
  const ctx = await signedInContext();
  const { template } = await filtersIn(searchParams, ["template"]);
  const { data } = await listTemplatesOf(ctx, { limit: MOST_TEMPLATES });
  return <NewJobScreen templates={inOrder(data)} chosen={template} />;
}
