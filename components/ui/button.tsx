import { LoaderCircle } from "lucide-react";
import type { ComponentProps } from "react";
import { type ButtonLook, buttonClass } from "./button-class.ts";

type Props = ComponentProps<"button"> &
  ButtonLook & {
    /** Work is under way: the button stays readable but cannot be pressed twice. */
    readonly busy?: boolean;
  };

export function Button({ variant, size, busy, className, children, disabled, ...rest }: Props) {
  return (
    <button
      type="button"
      aria-busy={busy || undefined}
      disabled={disabled || busy}
      className={buttonClass({ variant, size }, className)}
      {...rest}
    >
      {busy ? <LoaderCircle aria-hidden className="animate-spin" /> : null}
      {children}
    </button>
  );
}
