import { type LogLineRow, listLogLines } from "../../../db/queries/run-logs.ts";
import type { LogLine, LogQuery, LogView } from "../../contracts/log.ts";
import { formatInstant } from "../../domain/schedule/moment.ts";
import type { Context } from "../context.ts";
import { reachRun } from "./reach.ts";

const DEFAULT_LIMIT = 200;
/** Lines read in one statement for a download. */
const CHUNK = 1000;

/** Lines of a run's log after `after`, and where to go on; lines still to be written follow there too. Throws `not_found`, `forbidden`. */
export async function readLog(ctx: Context, id: string, query: LogQuery): Promise<LogView> {
  const run = await reachRun(ctx, "runs.read", id);
  const { after = 0, attempt, limit = DEFAULT_LIMIT } = query;
  const rows = await listLogLines(ctx.db, run.id, { after, attempt, limit });
  return { data: rows.map(logLineView), next: rows.at(-1)?.seq ?? after };
}

/**
 * A run's log as text, one line each, in pieces as the reader takes them; `limit` is the number of lines in all.
 * Throws `not_found`, `forbidden` before the first piece.
 */
export async function downloadLog(
  ctx: Context,
  id: string,
  query: LogQuery,
): Promise<AsyncGenerator<string>> {
  const run = await reachRun(ctx, "runs.read", id);
  return textOf(ctx, run.id, query);
}

async function* textOf(ctx: Context, runId: string, query: LogQuery): AsyncGenerator<string> {
  const { attempt } = query;
  let left = query.limit ?? Number.POSITIVE_INFINITY;
  let after = query.after ?? 0;
  while (left > 0) {
    const limit = Math.min(left, CHUNK);
    const rows = await listLogLines(ctx.db, runId, { after, attempt, limit });
    if (rows.length > 0) yield rows.map(textLine).join("");
    if (rows.length < limit) return;
    after = rows.at(-1)?.seq ?? after;
    left -= rows.length;
  }
}

/** A line as the API shows it. */
export function logLineView({ seq, at, attempt, stream, text }: LogLineRow): LogLine {
  return { seq, at: formatInstant(at), attempt, stream, text };
}

function textLine({ at, stream, text }: LogLineRow): string {
  return `${formatInstant(at)} ${stream.padEnd(6)} ${text}\n`;
}
