import { recordDeed } from "../../services/audit/record.ts";
import type { Context } from "../../services/context.ts";
import { cookiesOf } from "../cookie.ts";
import type { Attempt } from "./attempt.ts";
import { connectingCookie } from "./connecting.ts";

type Finished = {
  readonly providerId: string | undefined;
  readonly attempt: Attempt;
  readonly answer: Response;
};

/** Enters a provider's answer that led nowhere in the audit, and takes the wish to connect back: it counts once. */
export async function finishAttempt(
  ctx: Context,
  request: Request,
  { providerId, attempt, answer }: Finished,
): Promise<Response> {
  const isOidc = ctx.config.oidc.some(({ id }) => id === providerId);
  if (!isOidc) return answer;
  if (attempt.sessionId === null && attempt.refusal === null) {
    const after = { provider: providerId, reason: "not_proved" };
    await recordDeed(ctx.db, ctx, { action: "session.refused", after });
  }
  const { name, options } = connectingCookie(ctx.config);
  if (name in cookiesOf(request.headers)) {
    const attributes = `Path=/; HttpOnly; SameSite=Lax${options.secure ? "; Secure" : ""}`;
    answer.headers.append("Set-Cookie", `${name}=; Max-Age=0; ${attributes}`);
  }
  return answer;
}
