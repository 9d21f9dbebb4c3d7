import { randomUUID } from "node:crypto";
import type { Db } from "../../../db/client.ts";
import {
  confirmPublications,
  type Publication,
  peekPublication,
  putBackPublications,
  takePublications,
} from "../../../db/queries/publications.ts";
import { claimOutside } from "../../../db/queries/run-transitions.ts";
import type { ActionMessage } from "../../contracts/rabbitmq.ts";
import type { Problem } from "../../domain/problem.ts";
import { fillIn, taskParams } from "../claims/fill-in.ts";
import { unfillable } from "../claims/unfillable.ts";
import type { Platform } from "../context.ts";
import { withDefinitions } from "../runs/claim.ts";
import { jobVersionKey, jobVersionsByKey, templateVersionsById } from "../runs/definitions.ts";
import { finishAttempts } from "../runs/finish.ts";
import type { ExecutedRun } from "../runs/render-execution.ts";

/** A message that nobody confirmed for so long is published again. */
export const UNCONFIRMED_SECONDS = 30;
/** A message that was not published for want of the database waits this long. */
const RETRY_SECONDS = 1;

/** A message for the exchange of its `jobName`. */
export type Outgoing = {
  readonly runId: string;
  readonly publishAt: number;
  readonly message: ActionMessage;
};

/**
 * The messages that are due, for this process to publish and settle. A run whose configuration cannot be filled in fails
 * here, as one that worker `workerId` had begun, and is left out.
 */
export async function takeOutgoing(
  platform: Platform,
  { limit, workerId }: { readonly limit: number; readonly workerId: string },
): Promise<readonly Outgoing[]> {
  const taken = await takePublications(platform.db, limit, UNCONFIRMED_SECONDS);
  if (taken.length === 0) return [];
  try {
    const drafts = await draftAll(platform, taken);
    const broken = drafts.filter((draft) => draft.problems !== null);
    for (const { runId, problems } of broken)
      await failUnfillable(platform, { runId, workerId, problems: problems ?? [] });
    return drafts.filter((draft) => draft.problems === null);
  } catch (error) {
    await putBackOutgoing(platform.db, taken.map(takenOf), RETRY_SECONDS).catch(() => undefined);
    throw error;
  }
}

type Draft = Outgoing & { readonly problems: readonly Problem[] | null };

function takenOf({ id, publishAt }: Publication): Pick<Outgoing, "runId" | "publishAt"> {
  return { runId: id, publishAt };
}

async function draftAll(platform: Platform, taken: readonly Publication[]): Promise<Draft[]> {
  const begins = taken.filter(({ status }) => status === "pending");
  const [jobs, templates] = await Promise.all([
    jobVersionsByKey(platform.db, begins),
    templateVersionsById(
      platform.db,
      begins.map((run) => run.templateVersionId),
    ),
  ]);
  return Promise.all(
    taken.map(async (run) => {
      const job = jobs.get(jobVersionKey(run.jobId, run.jobVersion));
      const template = templates.get(run.templateVersionId);
      const work = job === undefined || template === undefined ? null : { run, job, template };
      return draft(platform, run, run.status === "pending" ? work : null);
    }),
  );
}

async function draft(
  platform: Platform,
  publication: Publication,
  work: ExecutedRun | null,
): Promise<Draft> {
  const { id: runId, key: jobName, attempt } = publication;
  const about = { jobName, runId };
  const common = takenOf(publication);
  if (work === null) {
    const message = { ...about, action: "cancel", params: {}, attempt } as const;
    return { ...common, message, problems: null };
  }
  const filled = await fillIn(platform, work);
  const params = filled.ok ? taskParams(filled.config) : {};
  const message = { ...about, action: "run", params, attempt } as const;
  return { ...common, message, problems: filled.ok ? null : filled.problems };
}

/** Nothing is published of it; its one attempt tells what is wrong. */
async function failUnfillable(
  platform: Platform,
  {
    runId,
    workerId,
    problems,
  }: {
    readonly runId: string;
    readonly workerId: string;
    readonly problems: readonly Problem[];
  },
): Promise<void> {
  const work = await platform.db.transaction(async (tx) => {
    const claims = [{ runId, workerId, leaseToken: randomUUID() }];
    return withDefinitions(tx, await claimOutside(tx, claims));
  });
  const ends = work.map((one) => unfillable(one, problems));
  if (ends.length > 0) await finishAttempts(platform, ends);
}

/** Notes that the broker has these messages. */
export async function confirmOutgoing(
  db: Db,
  sent: readonly Pick<Outgoing, "runId" | "publishAt">[],
): Promise<void> {
  if (sent.length > 0) await confirmPublications(db, sent);
}

/** Has messages that could not be published taken again after some seconds. */
export async function putBackOutgoing(
  db: Db,
  unsent: readonly Pick<Outgoing, "runId" | "publishAt">[],
  seconds: number,
): Promise<void> {
  if (unsent.length > 0) await putBackPublications(db, unsent, seconds);
}

/** Milliseconds until the next message is due, negative when one already is, null when there is none. */
export function nextOutgoing(db: Db): Promise<number | null> {
  return peekPublication(db);
}
