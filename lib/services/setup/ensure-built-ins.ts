import type { Tx } from "../../../db/client.ts";
import { findStoredBuiltIn, insertBuiltIn } from "../../../db/queries/built-in-templates.ts";
import { moveFollowers } from "../../../db/queries/jobs.ts";
import { insertTemplateVersion } from "../../../db/queries/template-versions.ts";
import { advanceTemplate } from "../../../db/queries/templates.ts";
import { canonicalJson, type JsonValue } from "../../domain/json.ts";
import { BUILT_IN_TEMPLATES } from "../../domain/template/built-in.ts";
import type { BuiltInTemplate } from "../../domain/template/types.ts";
import { newId } from "../../platform/ids.ts";

/**
 * Stores the templates that come with the product, and a new version of those whose text this release changed; jobs
 * that follow the latest version move along. The caller holds the set-up lock.
 */
export async function ensureBuiltIns(tx: Tx): Promise<void> {
  for (const template of BUILT_IN_TEMPLATES) await ensureBuiltIn(tx, template);
}

async function ensureBuiltIn(tx: Tx, template: BuiltInTemplate): Promise<void> {
  const stored = await findStoredBuiltIn(tx, template.slug);
  if (stored !== undefined && textOf(stored) === textOf(template)) return;
  const { slug, executor, name, description, parameters, config, policies } = template;
  const templateId = stored?.id ?? newId();
  const version = (stored?.version ?? 0) + 1;
  const versionId = newId();
  if (stored === undefined) await insertBuiltIn(tx, { id: templateId, slug, executor, name });
  await insertTemplateVersion(tx, {
    id: versionId,
    templateId,
    version,
    name,
    description,
    parameters,
    config,
    policies,
    comment: null,
    createdBy: null,
  });
  if (stored === undefined) return;
  await advanceTemplate(tx, templateId, { version, name });
  await moveFollowers(tx, templateId, versionId);
}

type Text = {
  readonly name: string;
  readonly description: string;
  readonly parameters: unknown;
  readonly config: unknown;
  readonly policies: unknown;
};

/** Equal for equal templates, whatever the order of members: jsonb keeps its own. */
function textOf({ name, description, parameters, config, policies }: Text): string {
  const plain = JSON.parse(
    JSON.stringify({ name, description, parameters, config, policies }),
  ) as JsonValue;
  return canonicalJson(plain);
}
