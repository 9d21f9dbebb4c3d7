import { clsx } from "clsx";
import type { ReactNode } from "react";

export type Tone = "good" | "bad" | "warn" | "accent" | "idle";

const TONES: { readonly [T in Tone]: string } = {
  good: "bg-good-soft text-good",
  bad: "bg-bad-soft text-bad",
  warn: "bg-warn-soft text-warn",
  accent: "bg-accent-soft text-accent",
  idle: "bg-idle-soft text-idle",
};

type Props = { readonly tone?: Tone; readonly className?: string; readonly children: ReactNode };

export function Badge({ tone = "idle", className, children }: Props) {
  return (
    <span
      className={clsx(
        "inline-flex h-5 items-center gap-1 whitespace-nowrap rounded px-1.5 font-medium text-xs [&_svg]:size-3",
        TONES[tone],
        className,
      )}
    >
      {children}
    </span>
  );
}
