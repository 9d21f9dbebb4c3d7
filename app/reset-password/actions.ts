"use server";

import type { LinkState } from "../../components/auth/link-form.tsx";
import { resetConfirm } from "../../lib/contracts/account.ts";
import { resetPassword } from "../../lib/services/password/reset.ts";
import { fieldOf, publicForm } from "../public-form.ts";

/** Sets the password of a link. */
export async function reset(_before: LinkState, form: FormData): Promise<LinkState> {
  const sent = { token: fieldOf(form, "token"), password: fieldOf(form, "password") };
  return publicForm(resetConfirm, sent, resetPassword);
}
