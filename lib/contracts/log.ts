import { z } from "zod";
import { instant, integerText } from "./common.ts";

export const LOG_STREAMS = ["stdout", "stderr", "system"] as const;

export const logQuery = z.strictObject({
  attempt: integerText(1, 32_767).optional(),
  /** Lines with a greater `seq`. */
  after: integerText(0, Number.MAX_SAFE_INTEGER).optional(),
  limit: integerText(1, 1000).optional(),
});
export type LogQuery = z.infer<typeof logQuery>;

export const logLine = z
  .strictObject({
    seq: z.int(),
    at: instant,
    attempt: z.int(),
    stream: z.enum(LOG_STREAMS),
    text: z.string(),
  })
  .meta({ id: "LogLine" });
export type LogLine = z.infer<typeof logLine>;

/** Lines in order; `next` goes into `after` for those that follow, also for those not yet written. */
export const logView = z
  .strictObject({ data: z.array(logLine), next: z.int() })
  .meta({ id: "Log" });
export type LogView = z.infer<typeof logView>;
