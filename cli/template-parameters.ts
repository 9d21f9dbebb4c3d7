import type { TemplateView } from "../lib/contracts/template.ts";
import type { ParameterSchema } from "../lib/domain/template/types.ts";
import { segment } from "./action.ts";
import type { Context } from "./context.ts";

/** What a template's jobs take as parameters, at one version or (null) the latest. */
export async function parametersOf(
  { client, project }: Context,
  template: string,
  version: number | null,
): Promise<ParameterSchema> {
  const path = `/templates/${segment(template)}`;
  const { parameters } = await client.call<TemplateView>("GET", path, {
    query: { project, version },
  });
  return parameters;
}
