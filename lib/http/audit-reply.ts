import type { AuditEntryView, AuditQuery } from "../contracts/audit.ts";
import { csvLine } from "../domain/csv.ts";
import { exportAudit } from "../services/audit/export.ts";
import { listAudit } from "../services/audit/list.ts";
import type { Context } from "../services/context.ts";
import { type Reply, reply } from "./reply.ts";
import { streamReply } from "./stream-reply.ts";

type Batches = AsyncGenerator<readonly AuditEntryView[]>;

const CSV_COLUMNS: readonly (readonly [string, (deed: AuditEntryView) => string | null])[] = [
  ["id", ({ id }) => id],
  ["at", ({ at }) => at],
  ["actorKind", ({ actor }) => actor.kind],
  ["actorId", ({ actor }) => actor.id],
  ["actorName", ({ actor }) => actor.name],
  ["actorEmail", ({ actor }) => actor.email],
  ["tokenId", ({ token }) => token?.id ?? null],
  ["address", ({ address }) => address],
  ["action", ({ action }) => action],
  ["projectId", ({ project }) => project?.id ?? null],
  ["project", ({ project }) => project?.slug ?? null],
  ["objectKind", ({ object }) => object?.kind ?? null],
  ["objectId", ({ object }) => object?.id ?? null],
  ["before", ({ before }) => (before === null ? null : JSON.stringify(before))],
  ["after", ({ after }) => (after === null ? null : JSON.stringify(after))],
  ["position", ({ position }) => (position === null ? null : String(position))],
  ["chainedAt", ({ chainedAt }) => chainedAt],
  ["hash", ({ hash }) => hash],
  ["previousHash", ({ previousHash }) => previousHash],
];

/**
 * The audit as its reader wants it by `Accept`: a page as JSON; all of it, oldest first, as `application/x-ndjson` or as
 * `text/csv`.
 */
export async function auditReply(
  ctx: Context,
  { limit, cursor, ...filters }: AuditQuery,
  { headers }: Request,
): Promise<Reply | Response> {
  const accept = (headers.get("accept") ?? "").toLowerCase();
  if (accept.includes("application/x-ndjson"))
    return file(ndjson(await exportAudit(ctx, filters, "ndjson")), "application/x-ndjson", "jsonl");
  if (accept.includes("text/csv"))
    return file(csv(await exportAudit(ctx, filters, "csv")), "text/csv", "csv");
  return reply(200, await listAudit(ctx, { limit, cursor, ...filters }));
}

function file(pieces: AsyncGenerator<string>, type: string, extension: string): Response {
  return streamReply(pieces, `${type}; charset=utf-8`, {
    "Content-Disposition": `attachment; filename="audit.${extension}"`,
    Vary: "Accept",
  });
}

async function* ndjson(batches: Batches): AsyncGenerator<string> {
  for await (const deeds of batches)
    yield deeds.map((deed) => `${JSON.stringify(deed)}\n`).join("");
}

async function* csv(batches: Batches): AsyncGenerator<string> {
  yield csvLine(CSV_COLUMNS.map(([name]) => name));
  for await (const deeds of batches)
    yield deeds.map((deed) => csvLine(CSV_COLUMNS.map(([, cell]) => cell(deed)))).join("");
}
