"use client";

import { Switch as Base } from "@base-ui/react/switch";

type Props = {
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly label: string;
  readonly disabled?: boolean;
  readonly id?: string;
};

export function Switch({ checked, onChange, label, disabled = false, ...rest }: Props) {
  return (
    <Base.Root
      checked={checked}
      onCheckedChange={onChange}
      disabled={disabled}
      aria-label={label}
      data-tip={label}
      className="relative inline-flex h-4.5 w-8 shrink-0 cursor-pointer items-center rounded-full border border-control bg-sunken transition-colors data-checked:border-good-fill data-checked:bg-good-fill data-disabled:opacity-50"
      {...rest}
    >
      <Base.Thumb className="block size-3 translate-x-0.5 rounded-full bg-control transition-transform data-checked:translate-x-4 data-checked:bg-surface" />
    </Base.Root>
  );
}
