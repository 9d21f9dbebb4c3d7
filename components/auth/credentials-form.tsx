"use client";

import { useActionState } from "react";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";
import { type SignInState, UNTRIED } from "./sign-in-state.ts";

export type SignInAction = (before: SignInState, form: FormData) => Promise<SignInState>;

const LEAST_PASSWORD = 12;

type Props = {
  readonly action: SignInAction;
  readonly isNew: boolean;
  readonly to: string;
};

export function CredentialsForm({ action, isNew, to }: Props) {
  const [state, submit, busy] = useActionState(action, UNTRIED);
  return (
    <form action={submit} className="flex flex-col gap-4">
      <input type="hidden" name="to" value={to} />
      {state.message === null ? null : (
        <p role="alert" className="rounded-md bg-bad-soft px-3 py-2 text-bad text-sm">
          {state.message}
        </p>
      )}
      {isNew ? (
        <Field id="name" label="Name">
          {(wiring) => (
            <Input {...wiring} name="name" autoComplete="name" defaultValue={state.name} />
          )}
        </Field>
      ) : null}
      <Field id="email" label="E-mail" required>
        {(wiring) => (
          <Input
            {...wiring}
            name="email"
            type="email"
            required
            autoComplete="username"
            defaultValue={state.email}
          />
        )}
      </Field>
      <Field
        id="password"
        label="Password"
        required
        hint={isNew ? `At least ${LEAST_PASSWORD} characters.` : undefined}
      >
        {(wiring) => (
          <Input
            {...wiring}
            name="password"
            type="password"
            required
            minLength={isNew ? LEAST_PASSWORD : undefined}
            autoComplete={isNew ? "new-password" : "current-password"}
          />
        )}
      </Field>
      <Button type="submit" variant="primary" busy={busy} className="h-9 w-full">
        {isNew ? "Create account" : "Sign in"}
      </Button>
    </form>
  );
}
