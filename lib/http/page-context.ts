import { headers as requestHeaders } from "next/headers";
import { getPrincipal } from "../auth/principal.ts";
import { forbidden } from "../domain/errors.ts";
import type { Context } from "../services/context.ts";
import { platform } from "../services/runtime.ts";
import { clientAddress } from "./client-address.ts";
import { requestIdOf } from "./request-id.ts";
import { isOwnOrigin } from "./same-origin.ts";

/** Who looks at a page, for the services it reads with; nobody signed in is the actor `anonymous`. */
export async function pageContext(): Promise<Context> {
  const headers = new Headers(await requestHeaders());
  const running = await platform();
  return {
    ...running,
    actor: await getPrincipal(running, headers),
    requestId: requestIdOf(headers),
    address: clientAddress(headers, running.config.trustedProxies),
  };
}

/** The same for a server action, which must come from one of our own pages. Throws `forbidden` where it does not. */
export async function actionContext(): Promise<Context> {
  const ctx = await pageContext();
  if (isOwnOrigin(new Headers(await requestHeaders()), ctx.config.publicUrl)) return ctx;
  throw forbidden("Forms must be sent from this installation's own pages.");
}
