import { TemplateScreen } from "../../../../components/templates/template-screen.tsx";
import { getTemplate } from "../../../../lib/services/templates/get.ts";
import { signedInContext } from "../../../context.ts";
import { found } from "../../../found.ts";

type Props = { readonly params: Promise<{ readonly id: string }> };

export const metadata = { title: "Template" };

export default async function TemplatePage({ params }: Props) {
  const ctx = await signedInContext();
  const template = await found(getTemplate(ctx, (await params).id, {}));
  return <TemplateScreen template={template} />;
}
