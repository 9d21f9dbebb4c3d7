import { type AuditFilter, exportDeeds, lastDeed } from "../../../db/queries/audit-list.ts";
import type { AuditEntryView, AuditQuery } from "../../contracts/audit.ts";
import type { Context } from "../context.ts";
import { chainAuditNow } from "./chain.ts";
import { recordDeed } from "./record.ts";
import { selectDeeds } from "./select.ts";
import { deedView } from "./view.ts";

const BATCH = 500;

/**
 * All deeds a caller asks for, oldest first, batch by batch; what is done meanwhile is left out. That somebody took them
 * along is a deed of its own. Throws as `selectDeeds` does, before the first batch.
 */
export async function exportAudit(
  ctx: Context,
  query: Omit<AuditQuery, "limit" | "cursor">,
  format: "ndjson" | "csv",
): Promise<AsyncGenerator<readonly AuditEntryView[]>> {
  const filter = await selectDeeds(ctx, query);
  const upTo = await lastDeed(ctx.db);
  await recordDeed(ctx.db, ctx, {
    action: "audit.exported",
    projectId: filter.projectId ?? null,
    object: { kind: "audit", id: String(upTo) },
    after: { format, ...query },
  });
  await chainAuditNow(ctx.db);
  return batches(ctx, filter, upTo);
}

async function* batches({ db }: Context, filter: AuditFilter, upTo: number) {
  let above = 0;
  for (;;) {
    const rows = await exportDeeds(db, filter, { above, upTo, limit: BATCH });
    if (rows.length > 0) yield rows.map(deedView);
    if (rows.length < BATCH) return;
    above = rows.at(-1)?.seq ?? upTo;
  }
}
