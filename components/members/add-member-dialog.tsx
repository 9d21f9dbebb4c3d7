"use client";

import { useState } from "react";
import type { ActionResult } from "../../lib/client/action-result.ts";
import { toast } from "../../lib/client/toasts.ts";
import { FormDialog } from "../forms/form-dialog.tsx";
import { ShownOnce } from "../forms/shown-once.tsx";
import { useActionForm } from "../forms/use-action-form.ts";
import { Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";
import { Select } from "../ui/select.tsx";
import { RoleOptions } from "./role-options.tsx";

/** What came of adding somebody: they had an account, or were sent a link to make one. */
export type Added =
  | { readonly kind: "member"; readonly name: string }
  | { readonly kind: "invited"; readonly link: string; readonly mailed: boolean };

type Wish = { readonly email: string; readonly role: string };

type Props = {
  readonly project: string;
  readonly add: (wish: Wish) => Promise<ActionResult<Added>>;
  readonly onClose: () => void;
};

/** Adds somebody by their address; who has no account gets an invitation. */
export function AddMemberDialog({ project, add, onClose }: Props) {
  const [invited, setInvited] = useState<Extract<Added, { kind: "invited" }> | null>(null);
  const form = useActionForm({
    defaultValues: { email: "", role: "viewer" },
    act: add,
    onDone: (added) => {
      if (added.kind === "invited") return setInvited(added);
      toast({ tone: "good", text: `${added.name} is a member now` });
      return onClose();
    },
  });
  if (invited !== null) {
    return (
      <ShownOnce title="They are invited" text={invited.link} label="Link" onClose={onClose}>
        {invited.mailed
          ? "A mail with a link is on its way. This one does the same, for seven days:"
          : "They have no account yet. Hand them this link; it works once, for seven days:"}
      </ShownOnce>
    );
  }
  return (
    <FormDialog
      title={`Add somebody to ${project}`}
      description="Who has no account yet gets a link to make one."
      deed="Add member"
      busy={form.busy}
      failure={form.failure}
      onSubmit={form.submit}
      onClose={onClose}
    >
      <Field id="member-email" label="E-mail" required error={form.errorOf("email")}>
        {(wiring) => (
          <Input {...wiring} type="email" autoComplete="off" {...form.register("email")} />
        )}
      </Field>
      <Field id="member-role" label="Role" required error={form.errorOf("role")}>
        {(wiring) => (
          <Select {...wiring} {...form.register("role")}>
            <RoleOptions explained />
          </Select>
        )}
      </Field>
    </FormDialog>
  );
}
