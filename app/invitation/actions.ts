"use server";

import type { LinkState } from "../../components/auth/link-form.tsx";
import { invitationAccept } from "../../lib/contracts/account.ts";
import { acceptInvitation } from "../../lib/services/invitations/accept.ts";
import { fieldOf, publicForm } from "../public-form.ts";

/** Makes the account of an invitation. */
export async function accept(_before: LinkState, form: FormData): Promise<LinkState> {
  const name = fieldOf(form, "name");
  const sent = {
    token: fieldOf(form, "token"),
    password: fieldOf(form, "password"),
    ...(name === undefined ? {} : { name }),
  };
  return publicForm(invitationAccept, sent, acceptInvitation);
}
