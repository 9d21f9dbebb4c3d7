import { createHash } from "node:crypto";
import type { Execution } from "../executor.ts";

const PREFIX = "punctual.";

/** The label that tells the containers of one installation from those of others at the same engine. */
export const INSTALLATION_LABEL = `${PREFIX}installation`;
/** The label that names the run. */
export const RUN_LABEL = `${PREFIX}run`;

/** Who a container belongs to, as its labels say. */
export type Owner = {
  readonly runId: string;
  readonly attempt: number;
  /** The lease it was started under, as `leaseMark` writes it. */
  readonly lease: string;
};

/** A lease as it may be written where others can read: its token is a key. */
export function leaseMark(leaseToken: string): string {
  return createHash("sha256").update(leaseToken).digest("hex").slice(0, 32);
}

/** What a container is called; the same for every try to make it. */
export function containerName({ runId, attempt }: Pick<Execution, "runId" | "attempt">): string {
  return `punctual-${runId}-${attempt}`;
}

/** The labels of a container. */
export function labelsOf(
  execution: Pick<Execution, "runId" | "jobId" | "attempt" | "leaseToken">,
  { installation, workerId }: { readonly installation: string; readonly workerId: string },
): Record<string, string> {
  return {
    [INSTALLATION_LABEL]: installation,
    [RUN_LABEL]: execution.runId,
    [`${PREFIX}job`]: execution.jobId,
    [`${PREFIX}attempt`]: String(execution.attempt),
    [`${PREFIX}worker`]: workerId,
    [`${PREFIX}lease`]: leaseMark(execution.leaseToken),
  };
}

/** Who a container with these labels belongs to; null where they do not say. */
export function ownerOf(labels: Readonly<Record<string, unknown>>): Owner | null {
  const runId = labels[RUN_LABEL];
  const attempt = Number(labels[`${PREFIX}attempt`]);
  const lease = labels[`${PREFIX}lease`];
  if (typeof runId !== "string" || typeof lease !== "string" || !Number.isInteger(attempt))
    return null;
  return { runId, attempt, lease };
}
