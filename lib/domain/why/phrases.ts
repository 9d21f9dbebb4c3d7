import type { JsonObject } from "../json.ts";
import type { Instant } from "../schedule/types.ts";
import type { Asked, EndedAttempt, OtherRun, Person } from "./run-facts.ts";
import { type Clock, iso, quoted } from "./words.ts";

/** A person in a sentence; somebody whose account is unknown is somebody. */
export function nameOf(person: Person | null): string {
  return person === null || person.name === "" ? "somebody" : person.name;
}

/** ` on worker eu-1`, or nothing. */
export function onWorker(worker: string | null): string {
  return worker === null ? "" : ` on worker ${worker}`;
}

/** `run 0198… of this job`, or of which other. */
export function runOfJob(asked: Asked, run: OtherRun): string {
  const whose = run.jobId === asked.run.jobId ? "this job" : `the job ${quoted(run.jobName)}`;
  return `run ${run.id} of ${whose}`;
}

/** What another run is doing: `running since 02:00 on worker eu-1 (attempt 2)`. */
export function doing(run: OtherRun, clock: Clock): string {
  const { status, startedAt, worker, attempt } = run;
  if (status === "pending") return run.held ? "which waits itself" : "which is about to start";
  const tries = attempt > 1 ? ` (attempt ${attempt})` : "";
  const since = startedAt === null ? "" : ` since ${clock(startedAt)}`;
  const word = status === "cancelling" ? "asked to stop, running" : status;
  return `${word}${since}${onWorker(worker)}${tries}`;
}

/** What another run was doing at an earlier moment: `was still running (since 02:00 on worker eu-1)`. */
export function wasDoing(run: OtherRun, then: Instant, clock: Clock): string {
  const { startedAt, finishedAt, worker } = run;
  if (startedAt === null || startedAt > then) return "was still waiting to start";
  const since = `since ${clock(startedAt)}${onWorker(worker)}`;
  const until = finishedAt === null ? "" : `, until ${clock(finishedAt)}`;
  return `was still running (${since}${until})`;
}

/** Why an attempt did not do: `failed with network (“The connection was reset”)`. */
export function failedWith({ outcome, errorCode, errorMessage }: EndedAttempt): string {
  if (outcome === "lost") return "was lost with its worker";
  if (outcome === "cancelled") return "was given back by its worker, which shut down";
  const message =
    errorMessage === null || errorMessage === "" ? "" : ` (“${quoted(errorMessage)}”)`;
  return `failed with ${errorCode ?? "an error"}${message}`;
}

/** Who asked for a run that is no slot, or what moved its slot; null for slots that simply came. */
export function originClause(asked: Asked): string | null {
  const { run, requestedBy } = asked;
  const who = requestedBy === null ? null : nameOf(requestedBy);
  switch (run.trigger) {
    case "schedule":
      return movedClause(asked);
    case "manual":
      return `${who ?? "somebody"} asked for it by hand`;
    case "api":
      return who === null ? "it was asked for over the API" : `${who} asked for it over the API`;
    case "rerun": {
      const again = run.rerunOf === null ? "it again" : `run ${run.rerunOf} again`;
      return `${who ?? "somebody"} ran ${again}`;
    }
    case "backfill":
      return who === null ? "it belongs to a backfill" : `it belongs to a backfill of ${who}`;
  }
}

function movedClause({ run, clock, timeZone }: Asked): string | null {
  const { movedFrom } = run.decision;
  if (movedFrom !== undefined) return `a calendar moved it from ${clock(Date.parse(movedFrom))}`;
  if (!run.notes.includes("dst_gap")) return null;
  return `its own time of day did not exist, as the clocks of ${timeZone} were put forward`;
}

/** What every answer about a run says as data. */
export function commonData(asked: Asked): JsonObject {
  const { run, requestedBy } = asked;
  return {
    trigger: run.trigger,
    scheduledFor: iso(run.scheduledFor),
    ...(run.slotCount > 1
      ? { slotCount: run.slotCount, scheduledUntil: iso(run.scheduledUntil) }
      : {}),
    ...(run.trigger === "schedule"
      ? {}
      : { requestedBy, rerunOf: run.rerunOf, backfillId: run.backfillId }),
    ...(run.notes.length > 0 ? { notes: [...run.notes] } : {}),
    ...(run.decision.movedFrom === undefined ? {} : { movedFrom: run.decision.movedFrom }),
  };
}

/** Another run as data. */
export function runData(run: OtherRun | null): JsonObject | null {
  if (run === null) return null;
  return {
    id: run.id,
    jobId: run.jobId,
    jobName: run.jobName,
    status: run.status,
    held: run.held,
    scheduledFor: iso(run.scheduledFor),
    startedAt: iso(run.startedAt),
    finishedAt: iso(run.finishedAt),
    attempt: run.attempt,
    worker: run.worker,
  };
}
