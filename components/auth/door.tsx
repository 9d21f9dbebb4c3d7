import type { ReactNode } from "react";
import { Logo } from "../ui/logo.tsx";

type Props = {
  readonly title: string;
  readonly below: ReactNode;
  readonly children?: ReactNode;
};

/** A page for people who are not signed in: one thing to do in the middle of it. */
export function Door({ title, below, children }: Props) {
  return (
    <main className="flex min-h-dvh flex-col justify-center px-6 py-12">
      <div className="mx-auto w-full max-w-80">
        <div className="mb-8 flex items-center gap-2.5">
          <Logo className="size-7" />
          <span className="font-semibold text-xl tracking-tight">Punctual</span>
        </div>
        <h1 className="font-semibold text-xl tracking-tight">{title}</h1>
        <div className="mt-1 mb-6 text-muted text-sm">{below}</div>
        {children}
      </div>
    </main>
  );
}
