"use server";

import { revalidatePath } from "next/cache";
import { cookies } from "next/headers";
import { connectingCookie, sealWish } from "../../../lib/auth/oidc/connecting.ts";
import type { ActionResult } from "../../../lib/client/action-result.ts";
import { notFound, unauthenticated } from "../../../lib/domain/errors.ts";
import { disconnectIdentity } from "../../../lib/services/identities/disconnect.ts";
import { answerAction } from "../../answer-action.ts";

/** Notes that this session wants to connect a provider; the browser then goes there as if to sign in. */
export async function connect(providerId: string): Promise<ActionResult<null>> {
  return answerAction(async ({ actor, config }) => {
    if (actor.kind !== "user") throw unauthenticated();
    if (!config.oidc.some(({ id }) => id === providerId)) throw notFound("provider");
    const { name, options } = connectingCookie(config);
    const value = await sealWish(config, actor.sessionId, providerId);
    (await cookies()).set(name, value, options);
    return null;
  });
}

/** Takes an identity from the account of whoever is signed in. */
export async function disconnect(issuer: string, subject: string): Promise<ActionResult<null>> {
  return answerAction(async (ctx) => {
    await disconnectIdentity(ctx, { issuer: String(issuer), subject: String(subject) });
    revalidatePath("/account");
    return null;
  });
}
