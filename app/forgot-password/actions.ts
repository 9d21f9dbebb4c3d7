"use server";

import type { LinkState } from "../../components/auth/link-form.tsx";
import { resetRequest } from "../../lib/contracts/account.ts";
import { requestReset } from "../../lib/services/password/request-reset.ts";
import { fieldOf, publicForm } from "../public-form.ts";

/** Asks for a link that sets a new password. */
export async function ask(_before: LinkState, form: FormData): Promise<LinkState> {
  return publicForm(resetRequest, { email: fieldOf(form, "email") }, requestReset);
}
