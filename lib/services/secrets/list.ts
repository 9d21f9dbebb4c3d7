import { listSecrets } from "../../../db/queries/secrets.ts";
import type { Page } from "../../contracts/common.ts";
import type { SecretListQuery, SecretView } from "../../contracts/secret.ts";
import { enterProject } from "../authorize.ts";
import type { Context } from "../context.ts";
import { answerPage } from "../page.ts";
import { secretView } from "./view.ts";

/** A page of the project's secrets, newest first, without their values. */
export async function listSecretsOf(
  ctx: Context,
  query: SecretListQuery,
): Promise<Page<SecretView>> {
  const project = await enterProject(ctx, "jobs.read", query.project);
  return answerPage(query, {
    read: (page) => listSecrets(ctx.db, { projectId: project.id, q: query.q, ...page }),
    keyOf: ({ createdAt, id }) => ({ createdAt: createdAt.getTime(), id }),
    view: (rows) => rows.map(secretView),
  });
}
