import { logger } from "../../platform/logger.ts";
import type { Context } from "../../services/context.ts";
import { connectIdentity } from "../../services/identities/connect.ts";
import { IdentityRefused } from "../../services/identities/refused.ts";
import { signInWithIdentity } from "../../services/identities/sign-in.ts";
import { readSessionCookie } from "../cookie.ts";
import { actorOfSession } from "../principal.ts";
import type { Attempt } from "./attempt.ts";
import { isConnecting } from "./connecting.ts";

/**
 * Begins the session of whom the provider vouches for or, when the person signed in asked for it just now, connects the
 * identity with their account. Answers true, or the page that says why not.
 */
export async function letIn(
  ctx: Context,
  request: Request,
  attempt: Attempt,
): Promise<true | string> {
  const { vouched } = attempt;
  if (vouched === null) return "/sign-in?error=OAuthCallback";
  const present = await readSessionCookie(ctx.config, request.headers);
  const connecting = await isConnecting(ctx.config, request.headers, vouched.provider.id, present);
  try {
    if (connecting && present !== null) {
      const actor = await actorOfSession(ctx, { id: present }, "cookie");
      if (actor === null) return "/sign-in?error=SessionRequired";
      await connectIdentity({ ...ctx, actor }, vouched);
      attempt.sessionId = present;
      return true;
    }
    const userAgent = request.headers.get("user-agent");
    const { sessionId } = await signInWithIdentity(ctx, vouched, { userAgent, replaces: present });
    attempt.sessionId = sessionId;
    return true;
  } catch (error) {
    if (error instanceof IdentityRefused) {
      attempt.refusal = error.reason;
      return `${connecting ? "/account" : "/sign-in"}?error=${error.reason}`;
    }
    logger("sign-in").error({ requestId: ctx.requestId, err: error }, "a sign-in failed");
    return "/sign-in?error=Callback";
  }
}
