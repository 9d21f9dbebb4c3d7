"use server";

import { revalidatePath } from "next/cache";
import { mePatch, passwordChange } from "../../../lib/contracts/account.ts";
import { changePassword as change } from "../../../lib/services/password/change.ts";
import { updateMe } from "../../../lib/services/users/update-me.ts";
import { formAction } from "../../form-action.ts";

export async function save(sent: unknown) {
  return formAction(mePatch, sent, async (ctx, patch) => {
    await updateMe(ctx, patch);
    revalidatePath("/", "layout");
    return null;
  });
}

export async function changePassword(sent: unknown) {
  return formAction(passwordChange, sent, async (ctx, passwords) => {
    await change(ctx, passwords);
    return null;
  });
}
