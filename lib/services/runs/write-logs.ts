import { insertLogLines } from "../../../db/queries/run-log-lines.ts";
import { LONGEST_LOG_LINE } from "../../domain/log-room.ts";
import { replaceUnstorable } from "../../domain/sanitize.ts";
import type { Platform } from "../context.ts";

/** A line of a run's log; `seq` orders the lines of the run. */
export type LogLine = {
  readonly runId: string;
  readonly attempt: number;
  readonly seq: number;
  readonly stream: "stdout" | "stderr" | "system";
  readonly text: string;
};

/** Appends log lines of any runs and tells those who follow them. Characters PostgreSQL cannot store are replaced. */
export async function writeLogs(
  platform: Pick<Platform, "db" | "hints">,
  lines: readonly LogLine[],
): Promise<void> {
  await insertLogLines(
    platform.db,
    lines.map((line) => ({
      ...line,
      text: replaceUnstorable(line.text.slice(0, LONGEST_LOG_LINE)),
    })),
  );
  platform.hints.send("events");
}
