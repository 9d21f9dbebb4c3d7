"use server";

import { revalidatePath } from "next/cache";
import { endOtherSessions, endSession } from "../../../../lib/services/sessions/end.ts";
import { answerAction } from "../../../answer-action.ts";

export async function end(id: string) {
  return answerAction(async (ctx) => {
    await endSession(ctx, String(id));
    revalidatePath("/account/sessions");
    return null;
  });
}

export async function endOthers() {
  return answerAction(async (ctx) => {
    await endOtherSessions(ctx);
    revalidatePath("/account/sessions");
    return null;
  });
}
