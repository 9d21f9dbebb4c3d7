import { cookies, headers } from "next/headers";
import { sealSession, sessionCookie, sessionSeconds } from "../auth/cookie.ts";
import { parseInput } from "../contracts/parse.ts";
import { loginBody } from "../contracts/session.ts";
import { invalid } from "../domain/errors.ts";
import { logout } from "../services/session/logout.ts";
import { loginBrowser } from "../services/session/sign-in.ts";
import { actionContext } from "./page-context.ts";

/**
 * Signs the browser in with a fresh session and sets its cookie; for server actions. `input` is `{email, password}`.
 * Throws `invalid`, `unauthenticated` without saying which part was wrong, `rate_limited`, `forbidden`.
 */
export async function signInBrowser(input: unknown): Promise<void> {
  const ctx = await actionContext();
  const parsed = parseInput(loginBody, input);
  if (!parsed.ok) throw invalid(parsed.problems);
  const userAgent = (await headers()).get("user-agent");
  const { sessionId } = await loginBrowser(ctx, parsed.value, userAgent);
  const { name, options } = sessionCookie(ctx.config);
  const value = await sealSession(ctx.config, sessionId);
  (await cookies()).set(name, value, { ...options, maxAge: sessionSeconds(ctx.config) });
}

/** Ends the browser's session, in the database and in the browser; for server actions. */
export async function signOutBrowser(): Promise<void> {
  const ctx = await actionContext();
  if (ctx.actor.kind === "user") await logout(ctx);
  const { name, options } = sessionCookie(ctx.config);
  (await cookies()).set(name, "", { ...options, maxAge: 0 });
}
