import type { Tx } from "../../../db/client.ts";
import { type LockedJob, lockJob, readActiveRuns } from "../../../db/queries/planner.ts";
import type { OverlapInput } from "../../domain/overlap.ts";
import type { OverlapPolicy } from "../../domain/policies.ts";
import { policiesOf, templateVersionsById } from "./definitions.ts";
import type { DecidedJob } from "./open-decisions.ts";

/** What of a run by hand bears on the rules it meets. */
type Asked = {
  readonly params?: { readonly mode?: unknown } | null;
  /** The versions a re-run keeps. */
  readonly rerunOf?: { readonly jobVersion: number; readonly templateVersionId: string };
};

/** A job locked to open a run of it by hand, with the rules it has now, or of the versions a re-run keeps; null when it is gone. */
export async function decidedJob(
  tx: Tx,
  request: Asked & { readonly jobId: string },
): Promise<DecidedJob | null> {
  const locked = await lockJob(tx, request.jobId);
  return locked === null ? null : withRules(tx, locked, request);
}

/** The same for a job that is locked already. */
export async function withRules(
  tx: Tx,
  locked: LockedJob,
  request: Asked,
): Promise<DecidedJob | null> {
  const templateVersionId = request.rerunOf?.templateVersionId ?? locked.templateVersionId;
  const templates = await templateVersionsById(tx, [templateVersionId]);
  const template = templates.get(templateVersionId);
  if (template === undefined) return null;
  const given = request.params?.mode;
  const mode = typeof given === "string" ? given : locked.mode;
  const rules = policiesOf(template, locked.policies, { mode });
  const version = request.rerunOf?.jobVersion ?? locked.version;
  return { ...locked, mode, templateVersionId, version, rules };
}

/**
 * What a run by hand meets now (O3): the job's rule, or the one it names for itself, under which `allow` means at once,
 * whatever the job's limit.
 */
export async function overlapInput(
  tx: Tx,
  job: DecidedJob,
  overlap: OverlapPolicy | null,
): Promise<OverlapInput> {
  const { rules } = job;
  return {
    policy: overlap ?? rules.overlap,
    maxConcurrentRuns: overlap === "allow" ? null : rules.maxConcurrentRuns,
    active: await readActiveRuns(tx, [job.id]),
    catchUp: false,
  };
}
