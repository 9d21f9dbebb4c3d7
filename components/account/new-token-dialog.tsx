"use client";

import { useState } from "react";
import type { ActionResult } from "../../lib/client/action-result.ts";
import { FormDialog } from "../forms/form-dialog.tsx";
import { ShownOnce } from "../forms/shown-once.tsx";
import { useActionForm } from "../forms/use-action-form.ts";
import { Checkbox } from "../ui/checkbox.tsx";
import { Field, FieldError } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";
import { Select } from "../ui/select.tsx";
import { SCOPE_WORDS } from "./scope-words.ts";

/** A token to be; empty texts stand for none. */
export type TokenWish = {
  readonly name: string;
  readonly scopes: readonly string[];
  readonly project: string;
  readonly days: string;
};

type Props = {
  readonly projects: readonly { readonly slug: string; readonly name: string }[];
  readonly create: (wish: TokenWish) => Promise<ActionResult<{ token: string }>>;
  readonly onClose: () => void;
};

/** Makes a token and shows it once. */
export function NewTokenDialog({ projects, create, onClose }: Props) {
  const [made, setMade] = useState<string | null>(null);
  const form = useActionForm<TokenWish, { token: string }>({
    defaultValues: { name: "", scopes: [], project: "", days: "90" },
    act: create,
    onDone: ({ token }) => setMade(token),
  });
  if (made !== null) {
    return (
      <ShownOnce title="Your new token" text={made} label="Token" onClose={onClose}>
        Copy it now and keep it like a password.
      </ShownOnce>
    );
  }
  const noScopes = form.errorOf("scopes");
  return (
    <FormDialog
      title="New API token"
      description="For programs. It may what its scopes say, and never more than you."
      deed="Make token"
      busy={form.busy}
      failure={form.failure}
      onSubmit={form.submit}
      onClose={onClose}
    >
      <Field
        id="token-name"
        label="Name"
        required
        hint="What it is for: deploy pipeline, backup script."
        error={form.errorOf("name")}
      >
        {(wiring) => <Input {...wiring} autoComplete="off" {...form.register("name")} />}
      </Field>
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-1 font-medium text-sm">It may</legend>
        {SCOPE_WORDS.map(({ scope, words }) => (
          <Checkbox key={scope} value={scope} {...form.register("scopes")}>
            {words} <code className="ml-1 font-mono text-muted text-xs">{scope}</code>
          </Checkbox>
        ))}
        {noScopes === undefined ? null : <FieldError>{noScopes}</FieldError>}
      </fieldset>
      <Field id="token-project" label="Project" required error={form.errorOf("project")}>
        {(wiring) => (
          <Select {...wiring} {...form.register("project")}>
            <option value="">All of mine</option>
            {projects.map(({ slug, name }) => (
              <option key={slug} value={slug}>
                Only {name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field id="token-days" label="Works for" required error={form.errorOf("days")}>
        {(wiring) => (
          <Select {...wiring} {...form.register("days")}>
            <option value="7">7 days</option>
            <option value="30">30 days</option>
            <option value="90">90 days</option>
            <option value="365">A year</option>
            <option value="">Until it is revoked</option>
          </Select>
        )}
      </Field>
    </FormDialog>
  );
}
