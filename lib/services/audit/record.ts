import type { Db, Tx } from "../../../db/client.ts";
import { insertAudit } from "../../../db/queries/audit.ts";
import type { Actor, Context } from "../context.ts";

/** What was done, to what. `before` and `after` hold what changed, never a secret. */
export type Deed = {
  /** Noun and verb: `job.created`, `session.refused`. */
  readonly action: string;
  readonly projectId?: string | null;
  readonly object?: { readonly kind: string; readonly id: string };
  readonly before?: unknown;
  readonly after?: unknown;
};

/** Who did it, and from where: the caller, or a person who has proved who they are in this very call. */
type Doer = {
  readonly actor: Actor | Pick<Extract<Actor, { kind: "user" }>, "kind" | "userId">;
  readonly address: Context["address"];
};

/** Enters a deed in the audit, in the transaction that does it. */
export async function recordDeed(on: Db | Tx, ctx: Doer, deed: Deed): Promise<void> {
  await insertAudit(on, {
    ...whoIs(ctx.actor),
    address: ctx.address,
    action: deed.action,
    projectId: deed.projectId ?? null,
    objectKind: deed.object?.kind ?? null,
    objectId: deed.object?.id ?? null,
    before: deed.before ?? null,
    after: deed.after ?? null,
  });
}

function whoIs(actor: Doer["actor"]) {
  switch (actor.kind) {
    case "user":
      return { actorKind: "user", actorId: actor.userId, tokenId: null } as const;
    case "token":
      return { actorKind: "token", actorId: actor.userId, tokenId: actor.tokenId } as const;
    case "system":
    case "anonymous":
      return { actorKind: actor.kind, actorId: null, tokenId: null } as const;
  }
}
