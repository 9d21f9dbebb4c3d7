import { clsx } from "clsx";

export type ButtonLook = {
  readonly variant?: "primary" | "secondary" | "ghost" | "danger" | undefined;
  readonly size?: "sm" | "md" | "icon" | "icon-sm" | undefined;
};

const BASE =
  "inline-flex shrink-0 select-none items-center justify-center gap-1.5 whitespace-nowrap rounded-md font-medium transition-colors disabled:pointer-events-none disabled:opacity-50 [&_svg]:size-3.5 [&_svg]:shrink-0";

const VARIANTS = {
  primary: "bg-primary text-on-primary hover:bg-primary-hover",
  secondary:
    "border border-line-strong bg-surface text-ink shadow-card hover:bg-hover aria-expanded:bg-hover",
  ghost: "text-muted hover:bg-hover hover:text-ink aria-expanded:bg-hover",
  danger: "border border-line-strong bg-surface text-bad shadow-card hover:bg-bad-soft",
};

const SIZES = {
  sm: "h-7 px-2.5 text-xs",
  md: "h-8 px-3 text-sm",
  icon: "size-8",
  "icon-sm": "size-7",
};

/** The looks of a button, for buttons and for links that act like one. */
export function buttonClass(look: ButtonLook = {}, extra?: string): string {
  return clsx(BASE, VARIANTS[look.variant ?? "secondary"], SIZES[look.size ?? "md"], extra);
}
