"use client";

import { clsx } from "clsx";
import { type ReactNode, useId } from "react";

type Option<T extends string> = { readonly value: T; readonly label: ReactNode };

type Props<T extends string> = {
  readonly label: string;
  readonly value: T;
  readonly options: readonly Option<T>[];
  readonly onChange: (value: T) => void;
  readonly className?: string;
};

/** A few choices side by side: radio buttons in looks of their own, so arrow keys work. */
export function Segmented<T extends string>({
  label,
  value,
  options,
  onChange,
  className,
}: Props<T>) {
  const name = useId();
  return (
    <fieldset
      className={clsx(
        "flex w-fit max-w-full flex-wrap gap-0.5 rounded-lg bg-sunken p-0.5",
        className,
      )}
    >
      <legend className="sr-only">{label}</legend>
      {options.map((option) => (
        <label
          key={option.value}
          className={clsx(
            "inline-flex h-7 cursor-pointer items-center gap-1.5 rounded-md px-2.5 font-medium text-xs transition-colors has-focus-visible:outline-2 has-focus-visible:outline-accent",
            option.value === value
              ? "bg-surface text-ink shadow-[0_0_0_1px_var(--line-strong)]"
              : "text-muted hover:text-ink",
          )}
        >
          <input
            type="radio"
            className="sr-only"
            name={name}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
          />
          {option.label}
        </label>
      ))}
    </fieldset>
  );
}
