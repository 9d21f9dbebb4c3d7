"use client";

import type { ComponentProps } from "react";
import { Field } from "./field.tsx";
import { useProblem } from "./problems.tsx";

type Props = Omit<ComponentProps<typeof Field>, "id" | "error"> & {
  /** Where its value stands in what the form sends, such as `/schedule/expression`. */
  readonly pointer: string;
};

/** A field that shows the fault at its place, whoever found it: the form itself or the server. */
export function PointerField({ pointer, ...rest }: Props) {
  const error = useProblem(pointer);
  return (
    <div data-pointer={pointer} className="min-w-0">
      <Field id={fieldId(pointer)} error={error} {...rest} />
    </div>
  );
}

export function fieldId(pointer: string): string {
  return `field${pointer.replaceAll(/[^A-Za-z0-9]/g, "-")}`;
}
