import { clsx } from "clsx";
import type { ComponentProps } from "react";

export const CONTROL =
  "w-full rounded-md border border-control/70 bg-surface text-ink text-sm shadow-card transition-colors hover:border-control focus-visible:border-accent focus-visible:outline-1 focus-visible:outline-offset-0 disabled:opacity-50 aria-invalid:border-bad-fill";

type InputProps = ComponentProps<"input"> & { readonly mono?: boolean };

export function Input({ className, mono, ...rest }: InputProps) {
  return (
    <input className={clsx(CONTROL, "h-8 px-2.5", mono && "font-mono", className)} {...rest} />
  );
}

type TextareaProps = ComponentProps<"textarea"> & { readonly mono?: boolean };

export function Textarea({ className, mono, ...rest }: TextareaProps) {
  return (
    <textarea
      className={clsx(CONTROL, "min-h-20 px-2.5 py-1.5", mono && "font-mono text-xs", className)}
      {...rest}
    />
  );
}
