import { readSigningSecret as readSecret } from "../../../db/queries/projects.ts";
import type { ProjectView, SigningSecretView } from "../../contracts/project.ts";
import { notFound } from "../../domain/errors.ts";
import { recordDeed } from "../audit/record.ts";
import { enterProject } from "../authorize.ts";
import type { Context } from "../context.ts";
import { showProject } from "./view.ts";

/** One project, by id or slug. Throws `not_found`. */
export async function readProject(ctx: Context, reference: string): Promise<ProjectView> {
  return showProject(ctx.db, await enterProject(ctx, "project.read", reference));
}

/** The project the caller works in when they name none. */
export async function readPresentProject(ctx: Context): Promise<ProjectView> {
  return showProject(ctx.db, await enterProject(ctx, "project.read", undefined));
}

/** The key of the project's webhook signatures. Owners only; who saw it is in the audit. */
export async function readSigningSecret(
  ctx: Context,
  reference: string,
): Promise<SigningSecretView> {
  const { id } = await enterProject(ctx, "project.secret", reference);
  const secret = await readSecret(ctx.db, id);
  if (secret === undefined) throw notFound("project");
  await recordDeed(ctx.db, ctx, {
    action: "project.secret_shown",
    projectId: id,
    object: { kind: "project", id },
  });
  return { secret };
}
