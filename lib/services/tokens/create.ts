import { insertToken } from "../../../db/queries/tokens.ts";
import { readNow } from "../../../db/sql.ts";
import type { NewTokenView, TokenCreate } from "../../contracts/token.ts";
import { forbidden, invalid } from "../../domain/errors.ts";
import { issueApiToken } from "../../platform/api-token.ts";
import { newId } from "../../platform/ids.ts";
import { recordDeed } from "../audit/record.ts";
import { requireAccess, requirePerson, resolveProject } from "../authorize.ts";
import type { Actor, Context } from "../context.ts";
import { tokenView } from "./view.ts";

/**
 * Makes an API token of the caller's own; its text is in this answer only. A token may make tokens of no more scopes
 * and projects than its own. Throws `forbidden`, `not_found` for a foreign project, `invalid` for an expiry in the past.
 */
export async function createToken(ctx: Context, input: TokenCreate): Promise<NewTokenView> {
  requireAccess(ctx.actor, "admin");
  const person = requirePerson(ctx.actor);
  const projectId = await projectOf(ctx, input.project ?? null);
  const missing = input.scopes.filter(
    (scope) => person.kind === "token" && !person.scopes.includes(scope),
  );
  if (missing.length > 0) throw forbidden("A token cannot give what it lacks itself.", missing);
  await requireFuture(ctx, input.expiresAt ?? null);
  const { text, prefix, secretHash } = issueApiToken(ctx.config.authSecret);
  const row = {
    id: newId(),
    userId: person.userId,
    projectId: projectId?.id ?? null,
    name: input.name,
    prefix,
    secretHash,
    scopes: input.scopes,
    pools: poolsOf(ctx.actor, input.pools ?? null),
    expiresAt: input.expiresAt ? new Date(input.expiresAt) : null,
  };
  const createdAt = await ctx.db.transaction(async (tx) => {
    const at = await insertToken(tx, row);
    await recordDeed(tx, ctx, {
      action: "token.created",
      projectId: row.projectId,
      object: { kind: "token", id: row.id },
      after: { name: row.name, scopes: row.scopes, pools: row.pools, expiresAt: row.expiresAt },
    });
    return at;
  });
  const shown = { ...row, project: projectId?.slug ?? null, createdAt, lastUsedAt: null };
  return { ...tokenView(shown), token: text };
}

/** The project a new token is limited to; null reaches all. A limited token can only make tokens as limited. */
async function projectOf(ctx: Context, reference: string | null) {
  const isLimited = ctx.actor.kind === "token" && ctx.actor.projectId !== null;
  return reference === null && !isLimited ? null : resolveProject(ctx, reference);
}

/** A token that may claim from some pools only can make tokens for no others. */
function poolsOf(actor: Actor, wanted: readonly string[] | null): string[] | null {
  const own = actor.kind === "token" ? actor.pools : null;
  if (own === null) return wanted === null ? null : [...wanted];
  if (wanted === null) return [...own];
  if (wanted.every((pool) => own.includes(pool))) return [...wanted];
  throw forbidden("A token cannot give what it lacks itself: a pool.");
}

async function requireFuture(ctx: Context, expiresAt: string | null): Promise<void> {
  if (expiresAt === null || Date.parse(expiresAt) > (await readNow(ctx.db))) return;
  throw invalid([{ pointer: "/expiresAt", message: "must lie in the future" }]);
}
