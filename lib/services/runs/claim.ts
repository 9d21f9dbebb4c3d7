import { randomUUID } from "node:crypto";
import type { Tx } from "../../../db/client.ts";
import {
  type JobVersionRow,
  readSigningSecrets,
  type TemplateVersionRow,
} from "../../../db/queries/definitions.ts";
import {
  type ClaimedRun,
  claimRuns as claimTransition,
} from "../../../db/queries/run-transitions.ts";
import type { Policies } from "../../domain/policies.ts";
import type { Taker } from "../../queue/queue.ts";
import type { Platform } from "../context.ts";
import {
  jobVersionKey,
  jobVersionsByKey,
  policiesOf,
  templateVersionsById,
} from "./definitions.ts";

/** A claimed run with the definitions it was opened with: all an executor needs, without a database. */
export type ClaimedWork = {
  readonly run: ClaimedRun;
  readonly job: JobVersionRow;
  readonly template: TemplateVersionRow;
  readonly policies: Policies;
  readonly signingSecret: string | null;
};

/**
 * Claims up to `max` runs for a worker, project by project in turn. Message and lease change hands in one transaction: a
 * crash before its commit leaves the message, one after it leaves a lease that ends.
 */
export async function claimRuns(
  platform: Pick<Platform, "db" | "queue" | "hints">,
  taker: Taker,
  max: number,
  holder: { workerId: string; leaseSeconds: number },
): Promise<ClaimedWork[]> {
  const claimed = await platform.db.transaction(async (tx) => {
    const messages = await platform.queue.take(tx, taker, max);
    if (messages.length === 0) return [];
    const claims = messages.map((message) => ({ ...message, leaseToken: randomUUID() }));
    // Inside, because a run whose definitions cannot be read must not be held by somebody who does not execute it.
    return withDefinitions(tx, await claimTransition(tx, claims, holder));
  });
  if (claimed.length > 0) platform.hints.send("events");
  return claimed;
}

/** Adds to claimed runs the definitions they were opened with. */
export async function withDefinitions<Run extends ClaimedRun>(
  tx: Tx,
  runs: readonly Run[],
): Promise<(ClaimedWork & { readonly run: Run })[]> {
  if (runs.length === 0) return [];
  const [jobs, templates, secrets] = await Promise.all([
    jobVersionsByKey(tx, runs),
    templateVersionsById(
      tx,
      runs.map((run) => run.templateVersionId),
    ),
    signingSecrets(tx, runs),
  ]);
  return runs.flatMap((run) => {
    const job = jobs.get(jobVersionKey(run.jobId, run.jobVersion));
    const template = templates.get(run.templateVersionId);
    // Foreign keys rule this out; if it were to happen the lease ends and the custodian tells of it.
    if (job === undefined || template === undefined) return [];
    const signingSecret = secrets.get(run.projectId) ?? null;
    return [{ run, job, template, policies: policiesOf(template, job.policies), signingSecret }];
  });
}

const knownSecrets = new Map<string, string>();

async function signingSecrets(
  tx: Tx,
  runs: readonly ClaimedRun[],
): Promise<ReadonlyMap<string, string>> {
  const missing = [...new Set(runs.map((run) => run.projectId))].filter(
    (id) => !knownSecrets.has(id),
  );
  if (missing.length > 0)
    for (const row of await readSigningSecrets(tx, missing))
      knownSecrets.set(row.id, row.signingSecret);
  return knownSecrets;
}
