"use client";

import type { ActionResult } from "../../lib/client/action-result.ts";
import { toast } from "../../lib/client/toasts.ts";
import { Failure } from "../forms/failure.tsx";
import { useActionForm } from "../forms/use-action-form.ts";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";
import { Panel } from "../ui/panel.tsx";
import { Select } from "../ui/select.tsx";

type Profile = { readonly name: string; readonly defaultProject: string };

type Props = {
  readonly profile: Profile;
  readonly projects: readonly { readonly slug: string; readonly name: string }[];
  readonly save: (profile: Profile) => Promise<ActionResult<null>>;
};

/** One's name, and the project one begins in. */
export function ProfilePanel({ profile, projects, save }: Props) {
  const form = useActionForm<Profile, null>({
    defaultValues: profile,
    act: save,
    onDone: () => toast({ tone: "good", text: "Saved" }),
  });
  return (
    <Panel title="You">
      <form onSubmit={form.submit} noValidate className="flex max-w-md flex-col gap-4 p-4">
        <Failure>{form.failure}</Failure>
        <Field id="profile-name" label="Name" required error={form.errorOf("name")}>
          {(wiring) => <Input {...wiring} autoComplete="name" {...form.register("name")} />}
        </Field>
        <Field
          id="profile-project"
          label="Default project"
          required
          hint="Where you begin, and what calls that name no project are about."
          error={form.errorOf("defaultProject")}
        >
          {(wiring) => (
            <Select {...wiring} {...form.register("defaultProject")}>
              {projects.map(({ slug, name }) => (
                <option key={slug} value={slug}>
                  {name === slug ? name : `${name} (${slug})`}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Button type="submit" busy={form.busy} className="self-start">
          Save
        </Button>
      </form>
    </Panel>
  );
}
