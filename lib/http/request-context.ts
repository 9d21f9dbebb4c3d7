import { getPrincipal } from "../auth/principal.ts";
import type { Endpoint } from "../contracts/endpoint.ts";
import { recordRefusal } from "../services/audit/refusal.ts";
import { requireAccess } from "../services/authorize.ts";
import type { Context } from "../services/context.ts";
import { platform } from "../services/runtime.ts";
import { clientAddress } from "./client-address.ts";
import { chargeCall } from "./rate-limit.ts";
import { requireSameOrigin } from "./same-origin.ts";

/**
 * Who calls, on what the process runs. Throws `unauthenticated`, `forbidden` (scope, foreign origin) or `rate_limited`
 * before anything else of the request is looked at. Public calls look at no credential.
 */
export async function requestContext(
  request: Request,
  endpoint: Endpoint,
  requestId: string,
): Promise<Context> {
  const running = await platform();
  const address = clientAddress(request.headers, running.config.trustedProxies);
  const isPublic = endpoint.access === "public";
  const actor = isPublic
    ? ({ kind: "anonymous" } as const)
    : await getPrincipal(running, request.headers);
  const ctx: Context = { ...running, actor, requestId, address };
  if (endpoint.unmetered !== true) chargeCall(ctx);
  if (!isPublic) await admit(ctx, request, endpoint);
  return ctx;
}

async function admit(ctx: Context, request: Request, endpoint: Endpoint): Promise<void> {
  const { access } = endpoint;
  try {
    if (access !== "public") requireAccess(ctx.actor, access);
    requireSameOrigin(request, ctx.actor, ctx.config.publicUrl);
  } catch (error) {
    await recordRefusal(ctx, error, { what: { call: endpoint.id } });
    throw error;
  }
}
