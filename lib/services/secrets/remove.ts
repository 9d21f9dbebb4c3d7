import { deleteSecret, lockSecret } from "../../../db/queries/secrets.ts";
import { notFound } from "../../domain/errors.ts";
import { recordDeed } from "../audit/record.ts";
import { enterProject } from "../authorize.ts";
import type { Context } from "../context.ts";
import type { SecretCall } from "./usage.ts";

/** Deletes a secret, whoever names it: their runs fail until there is one of that name again. Throws `not_found`. */
export async function removeSecret(ctx: Context, { name, project }: SecretCall): Promise<void> {
  const { id: projectId } = await enterProject(ctx, "jobs.write", project);
  await ctx.db.transaction(async (tx) => {
    const found = await lockSecret(tx, projectId, name);
    if (found === undefined) throw notFound("secret");
    await deleteSecret(tx, found.id);
    await recordDeed(tx, ctx, {
      action: "secret.deleted",
      projectId,
      object: { kind: "secret", id: found.id },
      before: { name, version: found.version },
    });
  });
}
