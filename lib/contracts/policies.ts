import { z } from "zod";
import {
  BACKOFFS,
  MISFIRE_POLICIES,
  OVERLAP_POLICIES,
  WORKER_LOST_POLICIES,
} from "../domain/policies.ts";

export const overlapPolicy = z.enum(OVERLAP_POLICIES);

const retry = z.strictObject({
  maxAttempts: z.number(),
  backoff: z.enum(BACKOFFS),
  delaySeconds: z.number(),
  maxDelaySeconds: z.number(),
  jitter: z.boolean(),
});

const misfire = z.strictObject({
  policy: z.enum(MISFIRE_POLICIES),
  graceSeconds: z.number(),
  windowSeconds: z.number(),
  maxRuns: z.number(),
});

const loose = <T extends z.ZodType>(schema: T) => schema.nullable().optional();

/** Policies as given: partial, null as good as absent. `checkPolicies` of the domain knows the limits. */
export const policiesInput = z
  .strictObject({
    timeoutSeconds: loose(z.number()),
    startTimeoutSeconds: loose(z.number()),
    heartbeatTimeoutSeconds: loose(z.number()),
    cancelGraceSeconds: loose(z.number()),
    retry: loose(
      z.strictObject({
        maxAttempts: loose(retry.shape.maxAttempts),
        backoff: loose(retry.shape.backoff),
        delaySeconds: loose(retry.shape.delaySeconds),
        maxDelaySeconds: loose(retry.shape.maxDelaySeconds),
        jitter: loose(retry.shape.jitter),
      }),
    ),
    overlap: loose(overlapPolicy),
    maxConcurrentRuns: loose(z.number()),
    onWorkerLost: loose(z.enum(WORKER_LOST_POLICIES)),
    misfire: loose(
      z.strictObject({
        policy: loose(misfire.shape.policy),
        graceSeconds: loose(misfire.shape.graceSeconds),
        windowSeconds: loose(misfire.shape.windowSeconds),
        maxRuns: loose(misfire.shape.maxRuns),
      }),
    ),
  })
  .meta({ id: "PartialPolicies" });
export type PoliciesInput = z.infer<typeof policiesInput>;

/** Policies in force. Durations are seconds, fractions allowed. */
export const policiesView = z
  .strictObject({
    timeoutSeconds: z.number().nullable(),
    startTimeoutSeconds: z.number().nullable(),
    heartbeatTimeoutSeconds: z.number(),
    cancelGraceSeconds: z.number(),
    retry,
    overlap: overlapPolicy,
    maxConcurrentRuns: z.number().nullable(),
    onWorkerLost: z.enum(WORKER_LOST_POLICIES),
    misfire,
  })
  .meta({ id: "Policies" });
