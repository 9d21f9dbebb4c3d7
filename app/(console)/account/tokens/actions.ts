"use server";

import { revalidatePath } from "next/cache";
import { tokenWish } from "../../../../lib/contracts/token.ts";
import { createTokenForDays } from "../../../../lib/services/tokens/create-for-days.ts";
import { revokeToken } from "../../../../lib/services/tokens/revoke.ts";
import { answerAction } from "../../../answer-action.ts";
import { formAction } from "../../../form-action.ts";

/** Makes a token of what the form says: empty texts stand for none. */
export async function create(sent: unknown) {
  return formAction(tokenWish, sent, async (ctx, wish) => {
    const { token } = await createTokenForDays(ctx, wish);
    revalidatePath("/account/tokens");
    return { token };
  });
}

export async function revoke(id: string) {
  return answerAction(async (ctx) => {
    await revokeToken(ctx, String(id));
    revalidatePath("/account/tokens");
    return null;
  });
}
