"use client";

import { useState } from "react";
import type { ActionResult } from "../../lib/client/action-result.ts";
import { FormDialog } from "../forms/form-dialog.tsx";
import { ShownOnce } from "../forms/shown-once.tsx";
import { useActionForm } from "../forms/use-action-form.ts";
import { Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";

type Invited = { readonly link: string; readonly mailed: boolean };

type Props = {
  readonly invite: (wish: { email: string }) => Promise<ActionResult<Invited>>;
  readonly onClose: () => void;
};

/** Sends somebody a link to make their account. */
export function InviteDialog({ invite, onClose }: Props) {
  const [made, setMade] = useState<Invited | null>(null);
  const form = useActionForm({ defaultValues: { email: "" }, act: invite, onDone: setMade });
  if (made !== null) {
    return (
      <ShownOnce title="They are invited" text={made.link} label="Link" onClose={onClose}>
        {made.mailed
          ? "A mail with a link is on its way. This one does the same, for seven days:"
          : "Hand them this link; it works once, for seven days:"}
      </ShownOnce>
    );
  }
  return (
    <FormDialog
      title="Invite somebody"
      description="They make their account by a link, and get a project of their own. To let them into a project, invite them from its members."
      deed="Invite"
      busy={form.busy}
      failure={form.failure}
      onSubmit={form.submit}
      onClose={onClose}
    >
      <Field id="invite-email" label="E-mail" required error={form.errorOf("email")}>
        {(wiring) => (
          <Input {...wiring} type="email" autoComplete="off" {...form.register("email")} />
        )}
      </Field>
    </FormDialog>
  );
}
