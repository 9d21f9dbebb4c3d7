"use client";

import type { ActionResult } from "../../lib/client/action-result.ts";
import { FormDialog } from "../forms/form-dialog.tsx";
import { useActionForm } from "../forms/use-action-form.ts";
import { Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";
import { Select } from "../ui/select.tsx";

type Wish = {
  readonly email: string;
  readonly name: string;
  readonly password: string;
  readonly role: string;
};

type Props = {
  readonly create: (wish: Wish) => Promise<ActionResult<null>>;
  readonly onDone: () => void;
  readonly onClose: () => void;
};

/** Makes an account with a password that is handed over. */
export function AddUserDialog({ create, onDone, onClose }: Props) {
  const form = useActionForm({
    defaultValues: { email: "", name: "", password: "", role: "member" },
    act: create,
    onDone,
  });
  return (
    <FormDialog
      title="Make an account"
      description="They get a project of their own. Hand them the password; they can change it."
      deed="Make account"
      busy={form.busy}
      failure={form.failure}
      onSubmit={form.submit}
      onClose={onClose}
    >
      <Field id="user-email" label="E-mail" required error={form.errorOf("email")}>
        {(wiring) => (
          <Input {...wiring} type="email" autoComplete="off" {...form.register("email")} />
        )}
      </Field>
      <Field id="user-name" label="Name" error={form.errorOf("name")}>
        {(wiring) => <Input {...wiring} autoComplete="off" {...form.register("name")} />}
      </Field>
      <Field
        id="user-password"
        label="Password"
        required
        hint="At least 12 characters."
        error={form.errorOf("password")}
      >
        {(wiring) => (
          <Input
            {...wiring}
            type="password"
            autoComplete="new-password"
            {...form.register("password")}
          />
        )}
      </Field>
      <Field id="user-role" label="Role" required error={form.errorOf("role")}>
        {(wiring) => (
          <Select {...wiring} {...form.register("role")}>
            <option value="member">Member: what their projects let them</option>
            <option value="admin">Administrator: everything, everywhere</option>
          </Select>
        )}
      </Field>
    </FormDialog>
  );
}
