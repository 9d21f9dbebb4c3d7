import { takeLogRoom } from "../../../db/queries/outside-leases.ts";
import { insertLogLines } from "../../../db/queries/run-log-lines.ts";
import type { ReportedLogBody } from "../../contracts/worker-calls.ts";
import { fitLog, LONGEST_LOG_LINE, logBytes } from "../../domain/log-room.ts";
import type { Context } from "../context.ts";
import { maskedLines } from "../secrets/outside.ts";
import { type Holder, refusalOf } from "./holder.ts";

/** Lines of an attempt are numbered within a space of their own; those from outside follow those of the worker that handed over. */
const ATTEMPT_SPACE = 10_000_000;
const OUTSIDE_SPACE = 1_000_000;

/** Appends lines of a holder outside to the log of its run, up to 1 MiB an attempt. Throws `not_found`, `lease_lost`. */
export async function reportLogs(
  ctx: Context,
  holder: Holder,
  { entries }: Pick<ReportedLogBody, "entries">,
): Promise<void> {
  const lines = await maskedLines(ctx, holder.runId, entries.map(lineOf));
  const bytes = lines.reduce((sum, line) => sum + logBytes(line), 0);
  const isHeld = await ctx.db.transaction(async (tx) => {
    const room = await takeLogRoom(tx, holder, { lines: lines.length, bytes });
    if (room === undefined) return false;
    const { attempt, startedAt } = room;
    const first = attempt * ATTEMPT_SPACE + OUTSIDE_SPACE + room.lines;
    const kept = fitLog(lines, room.bytes).map(({ at, stream, text }, index) => ({
      runId: holder.runId,
      attempt,
      seq: first + index,
      stream,
      text,
      // A clock that is behind must not move a line before its attempt.
      at: at === null ? null : Math.max(at, startedAt),
    }));
    await insertLogLines(tx, kept);
    return true;
  });
  if (!isHeld) throw await refusalOf(ctx, holder);
  ctx.hints.send("events");
}

function lineOf({ at, stream = "stdout", text }: ReportedLogBody["entries"][number]) {
  const shown = text.slice(0, LONGEST_LOG_LINE).toWellFormed();
  return { at: at ? Date.parse(at) : null, stream, text: shown };
}
