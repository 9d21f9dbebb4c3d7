"use server";

import { revalidatePath } from "next/cache";
import { invitationCreate } from "../../../lib/contracts/account.ts";
import { userCreate, userPatch } from "../../../lib/contracts/user.ts";
import { createInvitation } from "../../../lib/services/invitations/create.ts";
import { withdrawInvitation } from "../../../lib/services/invitations/withdraw.ts";
import { makeResetLink } from "../../../lib/services/password/make-link.ts";
import { endSessionsOf } from "../../../lib/services/sessions/end.ts";
import { createUser } from "../../../lib/services/users/create.ts";
import { updateUser } from "../../../lib/services/users/update.ts";
import { answerAction } from "../../answer-action.ts";
import { formAction } from "../../form-action.ts";

/** Makes an account; a name left empty is made from the address. */
export async function create(sent: { readonly name?: unknown }) {
  const { name, ...rest } = sent;
  const wish = name === "" ? rest : { ...rest, name };
  return formAction(userCreate, wish, async (ctx, person) => {
    await createUser(ctx, person);
    return null;
  });
}

export async function change(id: string, patch: unknown) {
  return formAction(userPatch, patch, async (ctx, wanted) => {
    await updateUser(ctx, String(id), wanted);
    return null;
  });
}

export async function endSessions(id: string) {
  return answerAction(async (ctx) => {
    await endSessionsOf(ctx, String(id));
    return null;
  });
}

export async function resetLink(id: string) {
  return answerAction((ctx) => makeResetLink(ctx, String(id)));
}

export async function invite(sent: unknown) {
  return formAction(invitationCreate, sent, async (ctx, wish) => {
    const { link, mailed } = await createInvitation(ctx, wish);
    revalidatePath("/users");
    return { link, mailed };
  });
}

export async function withdraw(id: string) {
  return answerAction(async (ctx) => {
    await withdrawInvitation(ctx, String(id));
    revalidatePath("/users");
    return null;
  });
}
