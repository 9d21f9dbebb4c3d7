import { ServiceError } from "../../domain/errors.ts";
import type { Context } from "../context.ts";
import { recordDeed } from "./record.ts";

/** Refusals that are in the audit already, told where more was known about them. */
const recorded = new WeakSet<ServiceError>();

/** What somebody was refused: a call, and the project it was about where that is known. */
type Refused = { readonly projectId?: string; readonly what: Readonly<Record<string, unknown>> };

/**
 * Enters it in the audit, once, when somebody who is known was refused what they asked for; other errors are none of its
 * business. Who is not known is not recorded here: that could be anybody, any number of times.
 */
export async function recordRefusal(
  ctx: Context,
  error: unknown,
  { projectId, what }: Refused,
): Promise<void> {
  if (!(error instanceof ServiceError) || error.code !== "forbidden") return;
  if (ctx.actor.kind === "anonymous" || recorded.has(error)) return;
  recorded.add(error);
  const { missingScopes } = error;
  await recordDeed(ctx.db, ctx, {
    action: "access.refused",
    projectId: projectId ?? null,
    after: missingScopes.length === 0 ? what : { ...what, missingScopes },
  });
}
