import { durationText } from "../../lib/client/format-time.ts";
import type { LogLine } from "../../lib/contracts/log.ts";
import type { AttemptView, RunDetailView, RunView } from "../../lib/contracts/run.ts";
import { jsonText, logText } from "./safe-text.ts";
import { type Style, toneOf } from "./style.ts";
import { type Column, facts, table } from "./table.ts";
import { clockText, maybeTime, timeText } from "./times.ts";

/** The columns of a list of runs. */
export function runColumns(now: number): readonly Column<RunView>[] {
  return [
    { title: "RUN", cell: (run) => run.id },
    { title: "JOB", cell: (run) => run.jobKey, flexible: true },
    { title: "STATUS", cell: statusWords, tone: (run) => toneOf(run.status) },
    { title: "TRIGGER", cell: (run) => run.trigger },
    { title: "SCHEDULED FOR", cell: (run) => timeText(run.scheduledFor, now) },
    { title: "TOOK", cell: (run) => duration(run.durationMs) },
    { title: "LATE", cell: (run) => duration(run.latenessMs) },
  ];
}

/** Everything a person asks about one run. */
export function runText(run: RunDetailView, now: number, style: Style): string {
  const { error, progress } = run;
  const text = facts(
    [
      ["Run", run.id, "strong"],
      ["Job", `${run.jobName} (${run.jobKey})`],
      ["Status", statusWords(run), toneOf(run.status)],
      ["Waits for", waitsFor(run)],
      ["Error", error && `${error.code}: ${error.message}`, "bad"],
      ["Progress", progress && progressWords(progress)],
      ["Trigger", run.trigger],
      ["Scheduled for", timeText(run.scheduledFor, now)],
      ["Stands for", run.slotCount > 1 ? `${run.slotCount} slots` : null],
      ["Started", maybeTime(run.startedAt, now)],
      ["Finished", maybeTime(run.finishedAt, now)],
      ["Took", duration(run.durationMs)],
      ["Late", duration(run.latenessMs)],
      ["Attempt", `${run.attempt} of ${run.maxAttempts}`],
      ["Run again of", run.rerunOf],
      ["Backfill", run.backfillId],
      ["Decided on", run.decision && jsonText(run.decision, 0)],
      ["Parameters", jsonText(run.params, 0)],
      ["Result", run.result === null ? null : jsonText(run.result, 0)],
    ],
    style,
  );
  if (run.attempts.length < 2) return text;
  return `${text}\n${table(attemptColumns(now), run.attempts, { style, width: undefined })}`;
}

/** What holds a pending run: `overlap, run …`, or `concurrency (group), run …`. */
function waitsFor({ heldReason, heldBy, decision }: RunDetailView): string | null {
  if (heldReason === null) return null;
  const group = heldReason === "concurrency" ? decision?.waits?.at(-1)?.group : undefined;
  const what = group === undefined ? heldReason : `${heldReason} (${group.key})`;
  return heldBy === null ? what : `${what}, run ${heldBy}`;
}

function attemptColumns(now: number): readonly Column<AttemptView>[] {
  return [
    { title: "ATTEMPT", cell: ({ attempt }) => String(attempt) },
    { title: "OUTCOME", cell: ({ outcome }) => outcome ?? "running" },
    { title: "STARTED", cell: ({ startedAt }) => timeText(startedAt, now) },
    { title: "TOOK", cell: ({ durationMs }) => duration(durationMs) },
    { title: "ERROR", cell: ({ error }) => error && `${error.code}: ${error.message}` },
  ];
}

/** One line of a log: when, which stream, what. `colours` lets the line keep its own. */
export function logLineText({ at, stream, text }: LogLine, style: Style, colours: boolean): string {
  const mark = stream === "stdout" ? "" : `${style(stream === "stderr" ? "odd" : "busy", stream)} `;
  return `${style("faint", clockText(at))} ${mark}${logText(text, colours)}\n`;
}

/** The state, and the reason where there is one: `skipped: overlap (window)`. */
export function statusWords({ status, reason, rule }: Pick<RunView, "status" | "reason" | "rule">) {
  const finer = rule === null ? "" : ` (${rule})`;
  return reason === null ? status : `${status}: ${reason}${finer}`;
}

function progressWords({ percent, message }: NonNullable<RunView["progress"]>): string {
  return [percent === null ? null : `${percent} %`, message].filter(Boolean).join(" ");
}

function duration(milliseconds: number | null): string | null {
  return milliseconds === null ? null : durationText(milliseconds);
}
