import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import { getPrincipal } from "../lib/auth/principal.ts";
import { forbidden, unauthenticated } from "../lib/domain/errors.ts";
import { clientAddress } from "../lib/http/client-address.ts";
import { requestIdOf } from "../lib/http/request-id.ts";
import { isOwnOrigin } from "../lib/http/same-origin.ts";
import type { Context } from "../lib/services/context.ts";
import { platform } from "../lib/services/runtime.ts";

/** Who looks at a page, by the browser's session cookie alone, and what the process runs on. Once per request. */
export const pageContext = cache(async (): Promise<Context> => {
  const running = await platform();
  const given = await headers();
  const own = new Headers({ cookie: (await cookies()).toString() });
  return {
    ...running,
    actor: await getPrincipal(running, own),
    requestId: requestIdOf(given),
    address: clientAddress(given, running.config.trustedProxies),
  };
});

/** The context of somebody who is signed in; everybody else is sent to sign in and then back. */
export async function signedInContext(): Promise<Context> {
  const ctx = await pageContext();
  if (ctx.actor.kind !== "anonymous") return ctx;
  const from = (await headers()).get("x-page") ?? "/";
  redirect(from === "/" ? "/sign-in" : `/sign-in?to=${encodeURIComponent(from)}`);
}

/** The context of a server action. Throws `unauthenticated`, and `forbidden` for calls from foreign pages. */
export async function actionContext(): Promise<Context> {
  const ctx = await pageContext();
  if (!isOwnOrigin(await headers(), ctx.config.publicUrl)) {
    throw forbidden("Actions must come from this installation's own pages.");
  }
  if (ctx.actor.kind === "anonymous")
    throw unauthenticated("Your session has ended. Sign in again.");
  return ctx;
}
