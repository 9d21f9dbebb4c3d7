import {
  findSecret,
  listJobsMentioning,
  listTemplatesMentioning,
  type SecretUser,
} from "../../../db/queries/secrets.ts";
import type { SecretUsage } from "../../contracts/secret.ts";
import { notFound } from "../../domain/errors.ts";
import type { JsonObject } from "../../domain/json.ts";
import { validateParams } from "../../domain/template/parameter-schema.ts";
import { findSecretNames } from "../../domain/template/placeholders.ts";
import { enterProject } from "../authorize.ts";
import type { Context } from "../context.ts";

/** Users shown of each kind. */
const SHOWN = 50;
/** Those with the name in them somewhere that are looked into. */
const LOOKED_INTO = 500;

/** How a call names a secret. */
export type SecretCall = {
  readonly name: string;
  /** The caller's default one when absent. */
  readonly project?: string | undefined;
};

/** The templates and jobs that name a secret. Throws `not_found`. */
export async function secretUsage(
  ctx: Context,
  { name, project }: SecretCall,
): Promise<SecretUsage> {
  const { id: projectId } = await enterProject(ctx, "jobs.read", project);
  if ((await findSecret(ctx.db, projectId, name)) === undefined) throw notFound("secret");
  const [templates, jobs] = await Promise.all([
    listTemplatesMentioning(ctx.db, projectId, name, LOOKED_INTO),
    listJobsMentioning(ctx.db, projectId, name, LOOKED_INTO),
  ]);
  const uses = (user: SecretUser) => namesIn(user).includes(name);
  return {
    templates: templates
      .filter(uses)
      .slice(0, SHOWN)
      .map((each) => ({ id: each.id, slug: each.key, name: each.name })),
    jobs: jobs
      .filter(uses)
      .slice(0, SHOWN)
      .map((each) => ({ id: each.id, key: each.key, name: each.name })),
  };
}

/** A job counts for what its own parameters name; what its template names is told of the template. */
function namesIn(user: SecretUser): string[] {
  const { executor, builtIn, config, parameters: schema } = user;
  const params = validateParams(schema, user.params ?? {}).value as JsonObject;
  const names = findSecretNames({ executor, builtIn, config, schema, params });
  if (user.params === null || builtIn) return names;
  const ofTemplate = findSecretNames({ executor, builtIn, config, schema, params: {} });
  return names.filter((name) => !ofTemplate.includes(name));
}
