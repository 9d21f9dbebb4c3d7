"use client";

import { relativeTime } from "../../lib/client/format-time.ts";
import { useNow } from "../../lib/client/use-now.ts";

type Props = {
  /** RFC 3339. */
  readonly at: string;
  /** IANA zone the hover text is written in; the reader's own when absent. */
  readonly zone?: string | undefined;
  readonly className?: string;
};

/** "3s ago", kept true by the second; the exact moment with its zone on hover. */
export function RelativeTime({ at, zone, className }: Props) {
  const now = useNow();
  return (
    <time
      dateTime={at}
      data-tip-time={zone ?? ""}
      suppressHydrationWarning
      className={className ?? "whitespace-nowrap tabular-nums"}
    >
      {relativeTime(Date.parse(at), now)}
    </time>
  );
}
