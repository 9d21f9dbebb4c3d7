import type { ComponentProps } from "react";
import { type ButtonLook, buttonClass } from "./button-class.ts";

type Props = Omit<ComponentProps<"button">, "aria-label"> & {
  /** Read by screen readers and shown on hover. */
  readonly label: string;
  readonly variant?: ButtonLook["variant"];
  readonly size?: "icon" | "icon-sm";
};

export function IconButton({
  label,
  variant = "ghost",
  size = "icon-sm",
  className,
  ...rest
}: Props) {
  return (
    <button
      type="button"
      aria-label={label}
      data-tip={label}
      className={buttonClass({ variant, size }, className)}
      {...rest}
    />
  );
}
