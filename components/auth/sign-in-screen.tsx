"use client";

import { useState } from "react";
import { Logo } from "../ui/logo.tsx";
import { CredentialsForm, type SignInAction } from "./credentials-form.tsx";
import { SlotField } from "./slot-field.tsx";

type Props = {
  /** Where to go afterwards. */
  readonly to: string;
  readonly signIn: SignInAction;
  /** Null where registration is closed. */
  readonly signUp: SignInAction | null;
};

export function SignInScreen({ to, signIn, signUp }: Props) {
  const [isNew, setIsNew] = useState(false);
  return (
    <main className="grid min-h-dvh lg:grid-cols-[minmax(0,1fr)_minmax(0,1.1fr)]">
      <div className="flex flex-col justify-center px-6 py-12">
        <div className="mx-auto w-full max-w-80">
          <div className="mb-8 flex items-center gap-2.5">
            <Logo className="size-7" />
            <span className="font-semibold text-xl tracking-tight">Punctual</span>
          </div>
          <h1 className="font-semibold text-xl tracking-tight">
            {isNew ? "Create an account" : "Sign in"}
          </h1>
          <p className="mt-1 mb-6 text-muted text-sm">
            {isNew
              ? "It takes an address and a password."
              : "See what runs, what ran, and why not."}
          </p>
          <CredentialsForm
            key={isNew ? "new" : "known"}
            action={isNew && signUp ? signUp : signIn}
            isNew={isNew}
            to={to}
          />
          {signUp === null ? (
            <p className="mt-6 text-muted text-sm">
              No account? An administrator of this installation can make you one.
            </p>
          ) : (
            <p className="mt-6 text-muted text-sm">
              {isNew ? "Already here before? " : "New here? "}
              <button
                type="button"
                onClick={() => setIsNew(!isNew)}
                className="font-medium text-accent hover:underline"
              >
                {isNew ? "Sign in" : "Create an account"}
              </button>
            </p>
          )}
        </div>
      </div>
      <aside className="hidden flex-col justify-center border-line border-l bg-surface px-12 lg:flex">
        <SlotField />
      </aside>
    </main>
  );
}
