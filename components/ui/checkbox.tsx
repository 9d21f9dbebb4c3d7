import type { ComponentProps, ReactNode } from "react";

type Props = Omit<ComponentProps<"input">, "type"> & { readonly children: ReactNode };

export function Checkbox({ children, ...rest }: Props) {
  return (
    <label className="inline-flex cursor-pointer items-start gap-2 text-sm">
      <input type="checkbox" className="mt-0.5 size-4 shrink-0 accent-accent" {...rest} />
      <span>{children}</span>
    </label>
  );
}
