import { z } from "zod";
import { id, instant, pageOf, pageQuery } from "./common.ts";

export const WORKER_STATUSES = ["online", "late", "gone", "stopped"] as const;

/** A process that executes runs, one row per start of one. */
export const workerView = z
  .strictObject({
    id,
    /** `internal` is a process of this product, `external` one that claims over HTTP. */
    kind: z.enum(["internal", "external"]),
    name: z.string(),
    version: z.string(),
    pools: z.array(z.string()),
    /** What it has for runs that need it: `containers`. */
    capabilities: z.array(z.string()),
    /** Tasks an external worker asks for; null is all. */
    tasks: z.array(z.string()).nullable(),
    slots: z.int(),
    slotsUsed: z.int(),
    draining: z.boolean(),
    status: z.enum(WORKER_STATUSES),
    startedAt: instant,
    heartbeatAt: instant,
    stoppedAt: instant.nullable(),
  })
  .meta({ id: "Worker" });
export type WorkerView = z.infer<typeof workerView>;

export const workerPage = pageOf(workerView);
export const workerListQuery = z.strictObject(pageQuery);
export type WorkerListQuery = z.infer<typeof workerListQuery>;

export const workerPatch = z.strictObject({ draining: z.boolean() });
export type WorkerPatch = z.infer<typeof workerPatch>;
