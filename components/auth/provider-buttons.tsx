"use client";

import { useState } from "react";
import { Button } from "../ui/button.tsx";
import { beginSignIn } from "./begin-sign-in.ts";

/** A way to sign in that is not a password. */
export type SignInProvider = { readonly id: string; readonly name: string };

type Props = {
  readonly providers: readonly SignInProvider[];
  /** Where to go afterwards. */
  readonly to: string;
  /** Our public address, which providers send people back to. */
  readonly home: string;
  readonly onFailed: (message: string) => void;
};

export function ProviderButtons({ providers, to, home, onFailed }: Props) {
  const [busy, setBusy] = useState<string | null>(null);
  const begin = async (id: string) => {
    setBusy(id);
    const problem = await beginSignIn(id, { target: to, home });
    if (problem === null) return;
    setBusy(null);
    onFailed(problem);
  };
  return (
    <div className="flex flex-col gap-2">
      {providers.map(({ id, name }) => (
        <Button
          key={id}
          busy={busy === id}
          disabled={busy !== null}
          onClick={() => void begin(id)}
          className="h-9 w-full"
        >
          <span className="truncate">Continue with {name}</span>
        </Button>
      ))}
    </div>
  );
}
