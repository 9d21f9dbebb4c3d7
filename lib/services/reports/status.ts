import { recordLateReports } from "../../../db/queries/leases.ts";
import {
  findAttemptOfLease,
  findReportedRun,
  type ReportedRun,
} from "../../../db/queries/outside-leases.ts";
import type { RunDetailView } from "../../contracts/run.ts";
import type { ReportedStatusBody } from "../../contracts/worker-calls.ts";
import { leaseLost, notFound } from "../../domain/errors.ts";
import type { JsonValue } from "../../domain/json.ts";
import type { AttemptReport } from "../../domain/outcome.ts";
import { attemptReport, keptResult, type ReportedEnd } from "../../domain/reported.ts";
import type { Context, Platform } from "../context.ts";
import { policiesOfRun } from "../runs/definitions.ts";
import { showRun } from "../runs/get.ts";
import { masked } from "../secrets/outside.ts";
import { handInEnd } from "./end-desk.ts";
import { reportHeartbeat } from "./heartbeat.ts";
import type { Holder } from "./holder.ts";

type Report = Omit<ReportedStatusBody, "leaseToken">;

/**
 * Takes the word of a holder outside for how its run stands, and answers the run. `running` is as good as a heartbeat; the
 * others end the attempt. The same end reported again, because its answer was lost, is answered the same. Throws
 * `not_found`, `lease_lost`.
 */
export async function reportStatus(
  ctx: Context,
  holder: Holder,
  { status, ...rest }: Report,
): Promise<RunDetailView> {
  if (status === "running") await reportHeartbeat(ctx, holder, {});
  else await reportEnd(ctx, holder, { status, ...(await masked(ctx, holder.runId, rest)) });
  return showRun(ctx.db, holder.runId);
}

/** How a holder says that its attempt ended, masked; `report` is what that comes to where it is not what it says. */
type End = Pick<ReportedEnd, "status" | "error" | "retryable"> & {
  readonly result?: JsonValue | undefined;
  readonly report?: AttemptReport;
};

/** Takes the word of a holder outside for how its attempt ended. Throws `not_found`, `lease_lost`. */
export async function reportEnd(ctx: Platform, holder: Holder, end: End): Promise<void> {
  const run = await findReportedRun(ctx.db, holder);
  if (run === undefined) throw notFound("run");
  if (run.isHeld && (await finish(ctx, holder, run, end))) return;
  if (await wasReported(ctx, holder, end)) return;
  throw leaseLost();
}

/** False when the lease was lost meanwhile. */
async function finish(ctx: Platform, holder: Holder, run: ReportedRun, end: End): Promise<boolean> {
  return handInEnd(ctx, {
    ...holder,
    attempt: run.attempt,
    lostCount: run.lostCount,
    releaseCount: run.releaseCount,
    policies: await policiesOfRun(ctx.db, run),
    report: end.report ?? attemptReport(end),
    result: keptResult(end.result ?? null),
    random: Math.random(),
    cancelling: run.status === "cancelling",
  });
}

/** Whether this very end was accepted before. What comes after the lease was lost is kept with the attempt that was. */
async function wasReported({ db }: Platform, holder: Holder, end: End): Promise<boolean> {
  const ended = await findAttemptOfLease(db, holder);
  if (ended === undefined) return false;
  const { runId } = holder;
  const { attempt, outcome } = ended;
  if (outcome === "lost") {
    const report = { ...attemptReport(end), result: keptResult(end.result ?? null) };
    await recordLateReports(db, [{ runId, attempt, report }]);
  }
  return outcome === end.status;
}
