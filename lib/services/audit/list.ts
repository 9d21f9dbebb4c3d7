import { listDeeds } from "../../../db/queries/audit-list.ts";
import type { AuditEntryView, AuditQuery } from "../../contracts/audit.ts";
import { DEFAULT_PAGE_SIZE, type Page } from "../../contracts/common.ts";
import { invalid } from "../../domain/errors.ts";
import type { Context } from "../context.ts";
import { selectDeeds } from "./select.ts";
import { deedView } from "./view.ts";

/** A page of deeds, newest first. Administrators see all, owners those of the project they name. Throws as `selectDeeds` does. */
export async function listAudit(ctx: Context, query: AuditQuery): Promise<Page<AuditEntryView>> {
  const filter = await selectDeeds(ctx, query);
  const size = query.limit ?? DEFAULT_PAGE_SIZE;
  const below = query.cursor === undefined ? undefined : readCursor(query.cursor);
  const rows = await listDeeds(ctx.db, filter, { below, limit: size + 1 });
  const shown = rows.slice(0, size);
  const last = shown.at(-1);
  return {
    data: shown.map(deedView),
    nextCursor: rows.length > size && last !== undefined ? String(last.seq) : null,
  };
}

function readCursor(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw invalid([
    { pointer: "/query/cursor", message: "must be a nextCursor of this list, unchanged" },
  ]);
}
