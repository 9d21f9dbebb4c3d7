import { EditJobScreen } from "../../../../../components/jobs/form/edit-job-screen.tsx";
import { inOrder } from "../../../../../components/templates/template-order.ts";
import { getJob } from "../../../../../lib/services/jobs/get.ts";
import { listTemplatesOf } from "../../../../../lib/services/templates/list.ts";
import { signedInContext } from "../../../../context.ts";
import { found } from "../../../../found.ts";

const MOST_TEMPLATES = 200;

type Props = { readonly params: Promise<{ readonly id: string }> };

export const metadata = { title: "Edit job" };

export default async function EditJobPage({ params }: Props) {
  const ctx = await signedInContext();
  const job = await found(getJob(ctx, { job: (await params).id }));
  const { data } = await listTemplatesOf(ctx, { limit: MOST_TEMPLATES });
  return <EditJobScreen job={job} templates={inOrder(data)} />;
}
