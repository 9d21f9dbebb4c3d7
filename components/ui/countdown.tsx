"use client";

import { countdownText } from "../../lib/client/format-time.ts";
import { useNow } from "../../lib/client/use-now.ts";

type Props = {
  /** RFC 3339. */
  readonly to: string;
  readonly zone?: string | undefined;
  readonly className?: string;
};

/** Time left until a moment, by the second; "due" once it has come. */
export function Countdown({ to, zone, className }: Props) {
  const left = Date.parse(to) - useNow();
  return (
    <time
      dateTime={to}
      data-tip-time={zone ?? ""}
      suppressHydrationWarning
      className={className ?? "whitespace-nowrap font-mono text-xs tabular-nums"}
    >
      {left <= 0 ? "due" : countdownText(left)}
    </time>
  );
}
