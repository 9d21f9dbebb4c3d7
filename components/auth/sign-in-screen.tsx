"use client";

import Link from "next/link";
import { useState } from "react";
import { Logo } from "../ui/logo.tsx";
import { CredentialsForm, type SignInAction } from "./credentials-form.tsx";
import { ProviderButtons, type SignInProvider } from "./provider-buttons.tsx";
import { SlotField } from "./slot-field.tsx";

type Props = {
  /** Where to go afterwards. */
  readonly to: string;
  /** Null where passwords are switched off. */
  readonly signIn: SignInAction | null;
  /** Null where registration is closed. */
  readonly signUp: SignInAction | null;
  readonly providers: readonly SignInProvider[];
  /** Our public address. */
  readonly home: string;
  /** Whether a forgotten password can be set anew by mail. */
  readonly mayReset: boolean;
  /** Why the last attempt did not succeed. */
  readonly problem: string | null;
};

export function SignInScreen(props: Props) {
  const { to, signIn, signUp, providers, home, mayReset, problem } = props;
  const [isNew, setIsNew] = useState(false);
  const [failure, setFailure] = useState(problem);
  const action = isNew ? signUp : signIn;
  return (
    <main className="grid min-h-dvh lg:grid-cols-[minmax(0,1fr)_minmax(0,1.1fr)]">
      <div className="flex flex-col justify-center px-6 py-12">
        <div className="mx-auto w-full max-w-80">
          <Heading isNew={isNew} />
          {failure === null ? null : (
            <p role="alert" className="mb-4 rounded-md bg-bad-soft px-3 py-2 text-bad text-sm">
              {failure}
            </p>
          )}
          {providers.length === 0 ? null : (
            <ProviderButtons providers={providers} to={to} home={home} onFailed={setFailure} />
          )}
          {providers.length > 0 && action !== null ? <Or /> : null}
          {action === null ? null : (
            <CredentialsForm key={isNew ? "new" : "known"} action={action} isNew={isNew} to={to} />
          )}
          {mayReset && !isNew ? (
            <p className="mt-4 text-sm">
              <Link href="/forgot-password" className="font-medium text-accent hover:underline">
                Forgot your password?
              </Link>
            </p>
          ) : null}
          {signIn === null ? null : (
            <Otherwise isOpen={signUp !== null} isNew={isNew} onTurn={() => setIsNew(!isNew)} />
          )}
        </div>
      </div>
      <aside className="hidden flex-col justify-center border-line border-l bg-surface px-12 lg:flex">
        <SlotField />
      </aside>
    </main>
  );
}

function Heading({ isNew }: { readonly isNew: boolean }) {
  return (
    <>
      <div className="mb-8 flex items-center gap-2.5">
        <Logo className="size-7" />
        <span className="font-semibold text-xl tracking-tight">Punctual</span>
      </div>
      <h1 className="font-semibold text-xl tracking-tight">
        {isNew ? "Create an account" : "Sign in"}
      </h1>
      <p className="mt-1 mb-6 text-muted text-sm">
        {isNew ? "It takes an address and a password." : "See what runs, what ran, and why not."}
      </p>
    </>
  );
}

function Or() {
  return (
    <p className="my-5 flex items-center gap-3 text-muted text-xs before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
      or
    </p>
  );
}

type OtherwiseProps = {
  readonly isOpen: boolean;
  readonly isNew: boolean;
  readonly onTurn: () => void;
};

function Otherwise({ isOpen, isNew, onTurn }: OtherwiseProps) {
  if (!isOpen) {
    return (
      <p className="mt-6 text-muted text-sm">
        No account? An administrator of this installation can make you one.
      </p>
    );
  }
  return (
    <p className="mt-6 text-muted text-sm">
      {isNew ? "Already here before? " : "New here? "}
      <button type="button" onClick={onTurn} className="font-medium text-accent hover:underline">
        {isNew ? "Sign in" : "Create an account"}
      </button>
    </p>
  );
}
