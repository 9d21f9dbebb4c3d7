import type { Context } from "../services/context.ts";
import { platform } from "../services/runtime.ts";
import { clientAddress } from "./client-address.ts";
import { problemResponse } from "./problem-response.ts";
import { chargeCall } from "./rate-limit.ts";
import { requestIdOf } from "./request-id.ts";
import { withStandardHeaders } from "./security-headers.ts";

/** A route outside the REST interface that reads its request itself: with our context, headers, limits and errors. */
export function plainRoute<RouteContext>(
  answer: (ctx: Context, request: Request, context: RouteContext) => Promise<Response>,
): (request: Request, context: RouteContext) => Promise<Response> {
  return async (request, context) => {
    const requestId = requestIdOf(request.headers);
    try {
      const running = await platform();
      const address = clientAddress(request.headers, running.config.trustedProxies);
      const ctx: Context = { ...running, actor: { kind: "anonymous" }, requestId, address };
      chargeCall(ctx);
      return withStandardHeaders(await answer(ctx, request, context), requestId);
    } catch (error) {
      return withStandardHeaders(problemResponse(error, requestId), requestId);
    }
  };
}
