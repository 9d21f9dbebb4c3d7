"use client";

import Link from "next/link";
import { useActionState } from "react";
import { Failure } from "../forms/failure.tsx";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";

/** What came of a form that needs nobody signed in. */
export type LinkState = { readonly message: string | null; readonly done: boolean };
export type LinkAction = (before: LinkState, form: FormData) => Promise<LinkState>;

const UNTRIED: LinkState = { message: null, done: false };

type Props = {
  readonly action: LinkAction;
  /** The link's own text, sent along; null where the form makes none of. */
  readonly token: string | null;
  readonly fields: readonly ("email" | "name" | "password")[];
  /** Shown beside the password for programs that keep them. */
  readonly email?: string;
  readonly deed: string;
  /** Said once it is done. */
  readonly done: string;
};

const FIELDS = {
  email: { label: "E-mail", type: "email", autoComplete: "username", hint: undefined },
  name: { label: "Name", type: "text", autoComplete: "name", hint: undefined },
  password: {
    label: "Password",
    type: "password",
    autoComplete: "new-password",
    hint: "At least 12 characters.",
  },
} as const;

/** A form for people who are not signed in; works before any script has come. */
export function LinkForm({ action, token, fields, email, deed, done }: Props) {
  const [state, submit, busy] = useActionState(action, UNTRIED);
  if (state.done) {
    return (
      <div className="flex flex-col gap-4 text-sm">
        <p role="status" className="rounded-md bg-good-soft px-3 py-2 text-good">
          {done}
        </p>
        <Link href="/sign-in" className="font-medium text-accent hover:underline">
          Sign in
        </Link>
      </div>
    );
  }
  return (
    <form action={submit} className="flex flex-col gap-4">
      {token === null ? null : <input type="hidden" name="token" value={token} />}
      {email === undefined ? null : (
        <input type="email" autoComplete="username" value={email} readOnly hidden />
      )}
      <Failure>{state.message}</Failure>
      {fields.map((name) => {
        const { label, type, autoComplete, hint } = FIELDS[name];
        const required = name !== "name";
        return (
          <Field key={name} id={name} label={label} required={required} hint={hint}>
            {(wiring) => (
              <Input
                {...wiring}
                name={name}
                type={type}
                required={required}
                autoComplete={autoComplete}
                minLength={name === "password" ? 12 : undefined}
              />
            )}
          </Field>
        );
      })}
      <Button type="submit" variant="primary" busy={busy} className="h-9 w-full">
        {deed}
      </Button>
    </form>
  );
}
