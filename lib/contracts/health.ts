import { z } from "zod";

export const liveView = z.strictObject({ status: z.literal("ok") }).meta({ id: "Live" });

const check = z.strictObject({ ok: z.boolean(), detail: z.string() });

/** Whether the installation can do its work, part by part. */
export const readyView = z
  .strictObject({
    status: z.enum(["ok", "unavailable"]),
    checks: z.strictObject({ database: check, migrations: check, worker: check }),
  })
  .meta({ id: "Ready" });
export type ReadyView = z.infer<typeof readyView>;
