"use client";

import type { ActionResult } from "../../lib/client/action-result.ts";
import { toast } from "../../lib/client/toasts.ts";
import { FormDialog } from "../forms/form-dialog.tsx";
import { useActionForm } from "../forms/use-action-form.ts";
import { Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";

type Change = { readonly currentPassword: string; readonly newPassword: string };

type Props = {
  readonly change: (passwords: Change) => Promise<ActionResult<null>>;
  readonly onClose: () => void;
};

/** Changes one's password with the present one. */
export function PasswordDialog({ change, onClose }: Props) {
  const form = useActionForm<Change, null>({
    defaultValues: { currentPassword: "", newPassword: "" },
    act: change,
    onDone: () => {
      toast({ tone: "good", text: "Your password is changed" });
      onClose();
    },
  });
  return (
    <FormDialog
      title="Change your password"
      description="All your other sessions end."
      deed="Change password"
      busy={form.busy}
      failure={form.failure}
      onSubmit={form.submit}
      onClose={onClose}
    >
      <Field
        id="current-password"
        label="Present password"
        required
        error={form.errorOf("currentPassword")}
      >
        {(wiring) => (
          <Input
            {...wiring}
            type="password"
            autoComplete="current-password"
            {...form.register("currentPassword")}
          />
        )}
      </Field>
      <Field
        id="new-password"
        label="New password"
        required
        hint="At least 12 characters."
        error={form.errorOf("newPassword")}
      >
        {(wiring) => (
          <Input
            {...wiring}
            type="password"
            autoComplete="new-password"
            {...form.register("newPassword")}
          />
        )}
      </Field>
    </FormDialog>
  );
}
