import { inOrder } from "../../../components/templates/template-order.ts";
import { TemplatesScreen } from "../../../components/templates/templates-screen.tsx";
import { listTemplatesOf } from "../../../lib/services/templates/list.ts";
import { signedInContext } from "../../context.ts";

export const metadata = { title: "Templates" };

export default async function TemplatesPage() {
  const page = await listTemplatesOf(await signedInContext(), {});
  return (
    <TemplatesScreen first={{ filters: {}, page: { ...page, data: [...inOrder(page.data)] } }} />
  );
}
