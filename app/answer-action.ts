import type { ActionResult } from "../lib/client/action-result.ts";
import { ServiceError } from "../lib/domain/errors.ts";
import { newId } from "../lib/platform/ids.ts";
import { logger } from "../lib/platform/logger.ts";
import { recordRefusal } from "../lib/services/audit/refusal.ts";
import type { Context } from "../lib/services/context.ts";
import { actionContext } from "./context.ts";

/** Does one deed of a server action for whoever calls it. A refusal becomes a value; anything else is logged and named by its request. */
export async function answerAction<T>(
  deed: (ctx: Context) => Promise<T>,
): Promise<ActionResult<T>> {
  let requestId = newId();
  let ctx: Context | null = null;
  try {
    ctx = await actionContext();
    requestId = ctx.requestId;
    return { ok: true, value: await deed(ctx) };
  } catch (error) {
    if (ctx !== null) await recordRefusal(ctx, error, { what: { call: "console" } });
    if (error instanceof ServiceError)
      return { ok: false, message: error.message, requestId, problems: error.problems };
    logger("console").error({ err: error, requestId }, "a server action failed");
    return { ok: false, message: "Something went wrong on the server.", requestId };
  }
}
