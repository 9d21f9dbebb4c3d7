"use server";

import { revalidatePath } from "next/cache";
import { memberAdd, memberPut } from "../../../lib/contracts/project.ts";
import { addOrInvite } from "../../../lib/services/invitations/add-or-invite.ts";
import { withdrawInvitation } from "../../../lib/services/invitations/withdraw.ts";
import { putMember, removeMember } from "../../../lib/services/projects/members.ts";
import { answerAction } from "../../answer-action.ts";
import { formAction } from "../../form-action.ts";

/** Makes somebody a member by their address, or invites who has no account. */
export async function add(project: string, sent: unknown) {
  return formAction(memberAdd, sent, async (ctx, wish) => {
    const added = await addOrInvite(ctx, String(project), wish);
    revalidatePath("/members");
    return added;
  });
}

export async function setRole(project: string, userId: string, role: string) {
  return formAction(memberPut, { role }, async (ctx, put) => {
    await putMember(ctx, String(project), String(userId), put);
    revalidatePath("/members");
    return null;
  });
}

export async function remove(project: string, userId: string) {
  return answerAction(async (ctx) => {
    await removeMember(ctx, String(project), String(userId));
    revalidatePath("/members");
    return null;
  });
}

export async function withdraw(id: string) {
  return answerAction(async (ctx) => {
    await withdrawInvitation(ctx, String(id));
    revalidatePath("/members");
    return null;
  });
}
